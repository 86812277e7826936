"""How faithful explanations are: texts, measures, and what is made of them."""
