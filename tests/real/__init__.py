"""Sites made from the data of other publishers, through the same commands as any other site.

Each adapter reads a publisher's files where they lie and writes the tables of a site; nothing of
their content is kept here but the figures that the tests assert.
"""
