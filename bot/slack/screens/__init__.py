"""Words and blocks: what Slack is shown, drawn from values of the model. Pure.

The name of a module says where its words stand on screen:

- ``modal_*``: one modal each; ``plan_*``: the parts of *Check and confirm* and the message in its place;
- ``parent``, ``parent_buttons`` and ``thread_*``: the messages of a run; ``notices``: why they stand elsewhere;
- ``answers`` and ``answer_*``: what one person is told privately; ``anchor``: the message that anchors the ledger;
- ``causes`` and ``holders``: what several of these say about a trouble, and about who has an order;
- ``text``, ``blocks``, ``message_pages``, ``post`` and ``modal``: what all of them are made of.

A sentence stands at the top of the only module that says it; one that several modules say stands in ``words``.
So a change of one screen touches its module here and the test of the same name in ``tests/slack/``.
"""
