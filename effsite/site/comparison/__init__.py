"""What a branch changes, told to people: in a sentence, in tables, in pictures, in a comment.

told.py       the comparison in words and figures, as plain data: what is printed, and what JSON holds
telling.py    from the difference of two collections to that; verdict.py its sentences
markdown.py   as Markdown, for a summary or a comment; inert whatever the data says
pictures.py   the chart of a target before and after, on the same axes
received.py   what another program wrote of a comparison, read as data: strict, and within limits
"""
