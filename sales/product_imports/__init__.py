"""Products, and prices of lists, from a file: columns, rows, the form and the job."""
