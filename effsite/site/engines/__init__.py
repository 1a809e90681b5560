"""The programs that make a site of the pages: MkDocs, and two ways on from it. docs/engines.md compares them.

prepared.py    a stage that is ready for an engine
chosen.py      runs the one that was asked for
child.py       a process of its own for an engine, which ends when we do
properdocs.py  ProperDocs, with all that effsite adds to MkDocs
zensical.py    Zensical, which has no plugins: what they do is done before and after
zensical_*.py  its configuration, and the blocks of HTML that it is not to read
*_run.py       what runs in the other process
"""
