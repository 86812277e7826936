"""Files of texts in, files of explanations out, of any size at constant memory.

lines -> csv_rows, json_rows -> source -> explaining -> records -> journal: in this order.
"""
