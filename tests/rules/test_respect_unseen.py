"""The respect check on messages as people type them, written after its phrases were fixed.

These were never used to change the phrases. They say how far the check can be trusted: it
is an adviser, and the thresholds are what it reached.
"""

from modtui.model import Verb
from modtui.rules.respect import check

GOOD = [
    ("en", Verb.WARN, "Hi Ben, two of your replies this morning were addressed to Lou as “the "
     "village fool”. The rule “No insults” is there for that. Please take those words out; the "
     "rest of your argument is welcome. If I got it wrong, tell me."),
    ("en", Verb.REMOVE, "Hello, your advert for phone cases was taken down (rule “No "
     "advertising”). The market board opens on Saturdays and would be a good home for it. "
     "Questions go to the moderators."),
    ("en", Verb.MUTE, "Dear Alex, your account is paused for three days. On Monday and again "
     "today you posted Jo's address; rule “Private things stay private” forbids that. On "
     "Thursday everything works as before. Reply here if you want this looked at again."),
    ("en", Verb.BAN, "Hello Kit, your membership ended today because of the fake tickets sold "
     "here (rule “No fraud”). If somebody else used your account, write to the board and we "
     "will open it again. We appreciated your work on the wiki."),
    ("en", Verb.REPLY, "Good question! The pinned post has the dates, and Sam knows the rest."),
    ("en", Verb.REPLY, "We changed our mind about your post: it is visible again. Sorry for the "
     "trouble."),
    ("fr", Verb.WARN, "Bonjour Ben, deux de vos réponses de ce matin appellent Lou « le fou du "
     "village ». La règle « Pas d’insultes » est faite pour cela. Retirez ces mots, le reste de "
     "votre argument est bienvenu. Si je me trompe, dites-le-moi."),
    ("fr", Verb.REMOVE, "Bonjour, votre annonce de coques a été retirée (règle « Pas de "
     "démarchage »). La rubrique Marché ouvre le samedi et lui irait très bien. Pour toute "
     "question, écrivez à la modération."),
    ("fr", Verb.MUTE, "Bonjour Alex, votre compte est en pause pour trois jours. Lundi puis "
     "aujourd’hui, vous avez publié l’adresse de Jo ; la règle « La vie des autres leur "
     "appartient » l’interdit. Jeudi, tout remarche comme avant. Répondez ici pour un nouvel "
     "examen."),
    ("fr", Verb.BAN, "Bonjour Kit, votre adhésion s’arrête aujourd’hui à cause des faux billets "
     "vendus ici (règle « Pas d’arnaques »). Si quelqu’un d’autre s’est servi de votre compte, "
     "écrivez au bureau et nous le rouvrirons. Nous avons apprécié votre travail sur le wiki."),
    ("fr", Verb.REPLY, "Bonne question ! Les dates sont dans le message épinglé."),
    ("fr", Verb.REPLY, "Nous avons changé d’avis : votre message est visible. Pardon pour le "
     "dérangement."),
]  # fmt: skip
BAD = [
    ("en", "You are the reason people leave this forum."),
    ("en", "Grow a spine and stop whining."),
    ("en", "Congratulations, you managed to break every rule at once."),
    ("en", "Nobody here wants to hear from you."),
    ("en", "LAST CHANCE before you are gone!!"),
    ("en", "Typical behaviour of someone like you."),
    ("en", "This is unacceptable."),
    ("en", "You're a disgrace to this community."),
    ("en", "Your attitude stinks."),
    ("en", "We are tired of you. Go away."),
    ("fr", "C’est à cause de vous que les gens partent."),
    ("fr", "Arrêtez de pleurnicher."),
    ("fr", "Bravo, toutes les règles enfreintes d’un coup."),
    ("fr", "Personne ici n’a envie de vous lire."),
    ("fr", "DERNIÈRE CHANCE avant la porte !!"),
    ("fr", "Typique des gens comme vous."),
    ("fr", "C’est inadmissible."),
    ("fr", "Vous êtes une honte pour cette communauté."),
    ("fr", "Ton attitude est insupportable."),
    ("fr", "On en a marre de toi. Dégage."),
]


def test_good_messages_are_mostly_left_alone() -> None:
    flagged = [text[:40] for language, verb, text in GOOD if check(text, language, verb=verb)]
    assert len(flagged) <= 0.25 * len(GOOD), flagged


def test_what_good_messages_say_is_never_called_hurtful() -> None:
    for language, _verb, text in GOOD:
        assert check(text, language) == (), text


def test_most_of_what_hurts_is_found_by_its_tone_alone() -> None:
    missed = [text for language, text in BAD if not check(text, language)]
    assert len(missed) <= 0.4 * len(BAD), missed
