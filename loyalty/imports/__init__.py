"""Opening balances of points from a file: columns, rows, the form and the job."""
