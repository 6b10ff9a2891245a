"""What stands between the command line and the hall: writing records out, running a batch, looking at the installation.

`according.cli` holds the verbs; here are their parts. Nothing here knows how a report is read.
"""
