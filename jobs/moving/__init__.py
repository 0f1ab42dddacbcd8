"""Everything that is kept as files, out and in again, without loss.

`shape` says which file has which columns, `cells` how a value stands in a cell,
`private` what may not be shown outside, `folder` writes and reads a folder of
files, `sheet` reads a table that somebody else keeps.
"""
