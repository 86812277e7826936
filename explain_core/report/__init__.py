"""Files of explanations in, one page about all of them out.

reading -> summary -> page: in this order.
"""
