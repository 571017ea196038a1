"""The words that tell what an untouched document's sections are for, in the languages that come cheap.

A clue is the beginning of a word; those of alphabets without spaces may stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.models import Kind


def _clue(words: str, anywhere: str = "") -> re.Pattern[str]:
    starts = "|".join(re.escape(word.strip()) for word in words.split(","))
    inside = "".join(f"|{re.escape(word)}" for word in anywhere.split())
    return re.compile(rf"\b(?:{starts}){inside}")


# The first kind whose clue a title holds wins.
KINDS: Mapping[Kind, re.Pattern[str]] = {
    Kind.CAUTION: _clue(
        "not to do, don't, do not, avoid doing, mistake, nicht tun, fehler vermeiden, vermeidbare fehler, no hacer,"
        " errores comunes, ne pas faire, erreurs à éviter, não fazer, erros comuns, non fare, errori da evitare,"
        " niet doen, не делать, чего избегать, ошибки",
        "不要 切勿 してはいけない やってはいけない",
    ),
    Kind.FAQ: _clue(
        "faq, frequently asked, questions, q&a, häufige fragen, häufig gestellte, preguntas, foire aux questions,"
        " questions fréquentes, perguntas, domande, veelgestelde, вопросы, часто задаваемые",
        "よくある質問 常见问题 常見問題 자주",
    ),
    Kind.ADVANCED: _clue(
        "advanced, erweitert, fortgeschritten, avanzad, avancé, avançad, avanzat, geavanceerd, продвинут, расширенн",
        "高度な 上級 高级 進階 고급",
    ),
    Kind.PREVENTION: _clue(
        "avoid, prevent, in the future, vermeiden, vorbeug, in zukunft, evitar, prevenir, prevención, éviter, prévenir,"
        " prévention, prevenção, evitare, prevenire, voorkom, предотвра, избежать, профилактик",
        "予防 防ぐ 预防 避免 예방",
    ),
    Kind.CAUSE: _clue(
        "cause, why, reasons, ursache, warum, gründe, causa, por qué, razones, pourquoi, raisons, por que, motivos,"
        " perché, motivi, oorza, waarom, причин, почему",
        "原因 なぜ 为什么 이유",
    ),
}

# Says that a section holds things to do.
FIX: re.Pattern[str] = _clue(
    "fix, solution, solve, solving, steps, step-by-step, how to resolve, resolving, troubleshoot, beheb, lösung,"
    " schritte, solucion, solución, arregl, pasos, résoudre, étapes, resolver, soluç, passos, risolv, soluzion,"
    " passaggi, oplos, stappen, исправ, решени, шаги, устран",
    "対処 解決 手順 解决 步骤 해결",
)

# A step named so comes last.
CONTACT: re.Pattern[str] = _clue(
    "contact, get in touch, kontakt, contacta, contacte, contatt, neem contact, обратит, связаться, свяжит",
    "問い合わせ 联系 문의",
)

QUESTION_MARKS = ("?", "\uff1f", "؟", "\u037e", "՞")

# Glue between words.
_GLUE = """
a an and any are as at be by can do does for from get go how if in into is it its just of off on one or other our
out over should some that the then there this to up when whether which with you your yours
am an auf aus bei das dein deine dem den der des die ein eine einem einen einer es für ihr ihre im in ist mit oder
sie und von zu zum zur
al con de del el en la las lo los o otra otro para por su sus tu tus un una y
au aux avec ce ces dans des du et la le les leur ou par pour sa ses son sur un une votre vos
a ao as com da das do dos e em na nas no nos os ou seu sua um uma
che di gli i il le nel nella per suo tuo una uno
de een en het je of op uw van voor
в во и или к на по с со ваш ваша ваше вашу для
"""
GLUE = frozenset(_GLUE.split())
# Words that say nothing about which step is meant.
_IDLE = """
again check different first make page step steps try use using what
prüfen testen versuchen verwenden pruebe prueba usa use utiliza essayez utilisez попробуйте проверьте
"""
IDLE = GLUE | frozenset(_IDLE.split())
