"""The JSON Schema of inbox_rules.yaml: editors complete its words, explain them and underline what does not fit."""

from __future__ import annotations

import json
from typing import Any

from kmn_automation.mail.inbox_rules_file import RulesFile

FILE_NAME = "inbox_rules.schema.json"
_HELP = {
    "about": "Was die Regel tut, in einem Satz; steht später bei der Mail.",
    "all": "Alle diese Bedingungen müssen zutreffen.",
    "any": "Mindestens eine dieser Bedingungen muss zutreffen.",
    "at_least": "Die kleinste Bewertung, ab der es zutrifft.",
    "attachments": "Die Anlagen nach dem Auspacken; die Art entscheidet der Inhalt, nicht der Name.",
    "authenticated": "Herkunft durch DMARC oder DKIM belegt (SPF allein genügt nicht).",
    "bounce": "Wie ein Zustellbericht ausfiel.",
    "case_token": "Ein Vorgangszeichen wie [KMN-4711] steht im Betreff.",
    "confirm_origin": "Nimmt das Kennwort an, mit dem ein Träger die Herkunft seines Berichts bestätigt.",
    "confirmed": "false: der Bericht zählt erst nach einer Rückfrage an die eingetragene Adresse.",
    "content": "Die Nachricht ist verschlüsselt, signiert oder leer.",
    "count": "Wie viele Anlagen es sind.",
    "decide_release": "Liest die Antwort auf eine Bitte um Freigabe.",
    "expect": "Die Kennung der Regel, die diese Mail bekommen muss.",
    "file": "Legt die Nachricht ab: done (Erledigt), review (Zu prüfen) oder trash (Aussortiert). Letzter Schritt.",
    "from": "Die Adresse des Absenders: a@b.example oder @b.example mit allen Domains darunter.",
    "headers": "Kopfzeilen der ausgedachten Nachricht.",
    "has": "Eines davon kommt vor; groß und klein ist gleich, ä ist ae.",
    "has_words": "Eines der benannten Wörter kommt als ganzes Wort vor.",
    "header": "Kopfzeilen der Nachricht, je Name eine Prüfung.",
    "id": "Die Kennung der Regel: kleine Buchstaben, Ziffern, Bindestriche.",
    "if": "Nur unter dieser Bedingung entsteht die Aufgabe.",
    "is": "Der ganze Text ist eines davon.",
    "kind": "Was für eine Nachricht es ist.",
    "list": "Der Name einer Liste, auf der der Wert stehen muss.",
    "lists": "Listen von Adressen mit einem Namen.",
    "mail": "Eine ausgedachte Nachricht; ohne Angaben die belegte Nachricht eines Trägers.",
    "name": "Der Name der Datei.",
    "none": "Nichts davon darf zutreffen.",
    "none_of": "Nichts davon kommt vor.",
    "none_of_words": "Keines der benannten Wörter kommt vor.",
    "origin_code": "Das Kennwort unserer Rückfrage zur Herkunft steht im Betreff.",
    "otherwise": "Was mit allem geschieht, zu dem keine Regel passt.",
    "over": "Größer als, etwa 25 MB.",
    "own_text": "Was der Absender selbst schrieb, ohne Zitat und Unterschrift.",
    "present": "true: es steht etwas da; false: es ist leer.",
    "proof": "Wie weit die Herkunft belegt ist: proven (DMARC, DKIM), spf, none, contradicted.",
    "question": "Der eigene Text enthält eine Frage.",
    "read_report": "Liest und prüft die Berichtsbögen.",
    "record_absence": "Merkt eine automatische Nachricht vor.",
    "record_attendance": "Vermerkt Zu- oder Absage zu einer Einladung; fragt nach, was nicht klar ist.",
    "record_bounce": "Merkt einen Rückläufer bei seinem Schreiben vor.",
    "release_token": "Das Kennwort einer Bitte um Freigabe steht im Betreff oder in der Adresse.",
    "reply": "Eine feste Antwort; ob sie hinausgehen darf, entscheidet das Programm.",
    "rules": "Die Regeln; die erste, die passt, entscheidet.",
    "sender": "Wem die Adresse am Tag des Eingangs gehört.",
    "size": "Die Größe der ganzen Nachricht.",
    "spam_score": "Die Bewertung durch den Mailserver.",
    "starts_with_words": "Der Text beginnt mit einem der benannten Wörter.",
    "subject": "Der Betreff ohne Re:, AW:, WG:.",
    "task": "Eine Aufgabe für eine Person.",
    "tests": "Beispiele, die bei jeder Prüfung laufen.",
    "text": "Der eigene Text der ausgedachten Nachricht.",
    "then": "Was geschieht, der Reihe nach; der letzte Schritt legt ab.",
    "title": "Der Text der Aufgabe; {subject}, {from.name}, {from.address}, {files} werden eingesetzt.",
    "to": "Eine der Adressen, an die die Nachricht ging.",
    "type": "Die Art der Anlage nach ihrem Inhalt.",
    "under": "Kleiner als, etwa 1 MB.",
    "version": "Die Fassung dieses Dateiaufbaus.",
    "when": "Die Bedingungen; mehrere gelten zusammen.",
    "words": "Wörter mit einem Namen; es zählen nur ganze Wörter.",
}
"""What a person reads when the mouse rests on a word."""


def schema() -> dict[str, Any]:
    """The schema after JSON Schema 2020-12, with German help."""
    made = _bare(RulesFile.model_json_schema())
    defs = {name: _explained(each) for name, each in made.pop("$defs").items()}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "inbox_rules.yaml"}
    return head | _explained(made) | {"$defs": defs}


def schema_text() -> str:
    """The schema as the file that is shipped."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _explained(model: dict[str, Any]) -> dict[str, Any]:
    if "properties" not in model:
        return model
    properties = {
        name: each | ({"description": _HELP[name]} if name in _HELP else {})
        for name, each in model["properties"].items()
    }
    return model | {"properties": properties}


def _bare(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Without what pydantic says to programmers: titles, docstrings, defaults and null for what may be left out."""
    if isinstance(node, list):
        return [_bare(each) for each in node if each != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    kept = {
        key: {name: _bare(each) for name, each in value.items()} if key == "properties" else _bare(value)
        for key, value in node.items()
        if key not in {"title", "description", "default"}
    }
    choices = kept.get("anyOf", ())
    return (
        choices[0] | {key: each for key, each in kept.items() if key != "anyOf"}
        if len(choices) == 1
        else kept
    )
