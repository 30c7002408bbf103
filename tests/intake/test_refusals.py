"""Numbers for which a text says that no label is wanted, and numbers of other things than orders, are never ticked."""

from __future__ import annotations

import pytest

from bot.intake import Reading, learn, read_text

FOUR = learn(["1001", "1002", "1250", "1500"])
WEB = learn(["W-1001", "W-1002", "W-1250"])


def certain(reading: Reading) -> str:
    return " ".join(wanted.typed for wanted in reading.certain)


def possible(reading: Reading) -> set[str]:
    return {one.number.removeprefix("#") for one in reading.possible}


@pytest.mark.parametrize(
    "text",
    [
        "Please do not send order 1001",
        "Don't ship order 1001 yet",
        "cancel order 1001 please",
        "Order #1001 was cancelled by the customer",
        "Please refund order no. 1001",
        "Bitte Bestellung 1001 nicht verschicken",
        "Bestellung Nr. 1001 wurde storniert",
        "bestelling 1001 is geannuleerd",
        "Bestelling 1001 graag niet versturen",
        "Merci d'annuler la commande 1001",
        "Il ne faut pas expédier la commande 1001",
        "N'expédiez pas la commande 1001 svp",
        "no label for order 1001 please",
        "There is no need to ship order 1001",
        "No enviar el pedido 1001",
        "Do not ship:\n1001",
        "Nicht versenden:\n1001",
        "Cancelled orders:\n1001",
        "Except orders:\n1001",
    ],
)
def test_a_number_for_which_no_label_is_wanted_is_shown_and_not_ticked(text: str) -> None:
    reading = read_text(text, FOUR)
    assert (certain(reading), possible(reading)) == ("", {"1001"})


def test_what_is_refused_in_one_sentence_or_below_one_line_says_nothing_of_the_others() -> None:
    assert certain(read_text("Please ship:\n1001\n1002\nDon't ship:\n1250", FOUR)) == "1001 1002"
    assert certain(read_text("Order 1001 was cancelled. Order nr. 1002 is for Mr Amsel.", FOUR)) == "1002"
    assert certain(read_text("Please cancel W-1001, I take W-1002 instead", WEB)) == ""


def test_an_order_that_has_not_come_is_still_named_as_one() -> None:
    assert certain(read_text("My order 1001 has not arrived, where is it?", FOUR)) == "1001"


@pytest.mark.parametrize(
    "text",
    [
        "invoice #1250",
        "Rechnung Nr. #1250 ist offen",
        "ticket #1250: the customer rang",
        "Kundennummer: #1250",
        "klantnummer # 1250",
        "ref 1250",
        "fixes #1250",
        "please order 1250 rolls of tape",
        "order 1250 stickers",
        "Can you order 1250 mailers?",
        "commande 1250 enveloppes",
        "number of orders: 1250",
        "Aantal bestellingen: 1250",
        "nombre de commandes : 1250",
        "Nr. 1250",
        "order with 1250 flyers",
        "Bestellung mit 1250 Flyern",
        "La commande de 1250 sachets",
    ],
)
def test_the_number_of_something_else_is_no_order(text: str) -> None:
    reading = read_text(text, FOUR)
    assert (certain(reading), possible(reading)) == ("", {"1250"})


def test_an_order_beside_something_else_with_a_number_is_one() -> None:
    assert certain(read_text("Invoice #1250 belongs to order #1001, says customer 1002", FOUR)) == "#1001"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Orders 1001 and 1002 were never delivered", "1001 1002"),
        ("Orders: 1001, 1002, 1250 (the last one is urgent)", "1001 1002 1250"),
        ("Bestellungen 1001 und 1002 sind für Frau Amsel", "1001 1002"),
        ("order 1001, 1012 Amsterdam", "1001"),
        ("Bestelling 1001 en 1002 moeten vandaag weg", "1001 1002"),
        ("Merci d'envoyer la commande n° 1001 au 12 rue de Rivoli", "1001"),
        ("Please take order 1001 to flat 12", "1001"),
        ("Mrs Amsel (order 1001) called", "1001"),
        ("My order number is 1001 and my zip is 1012", "1001"),
        ("Order 1001 arrived damaged", "1001"),
        ("order 1001 weighs 1250 g", "1001"),
        ("numéro de commande : 1001, cliente pressée", "1001"),
        ("please ship 1001 and 1002 on Monday via DHL", "1001 1002"),
        ("1001 1002 - all with PostNL", "1001 1002"),
        ("Orders for Tuesday:\n1001\n1002", "1001 1002"),
        ("Orders for Tuesday:\nNr. 1001\nNr. 1002", "1001 1002"),
        ("Order\n#1001\nref 1002", "#1001"),
        ("Monday\n1001\n1002\nTuesday\n1250", "1001 1002 1250"),
    ],
)
def test_the_rest_of_a_list_is_as_certain_as_its_beginning(text: str, numbers: str) -> None:
    assert certain(read_text(text, FOUR)) == numbers


def test_a_house_number_is_no_end_of_a_range_of_orders() -> None:
    assert possible(read_text("Could you send order 1001 to 12 Main Street", FOUR)) == {"12"}
    assert possible(read_text("Could you send order 1001 to 1012 Main Street", FOUR)) == {"1012"}
