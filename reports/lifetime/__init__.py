"""How long customers stay and what they are worth: two models of the literature and the segments of RFM.

Pure arithmetic: no table, no page. numpy and scipy are brought in by the functions that need them, so that a web
worker which shows only kept figures never pays for them.
"""
