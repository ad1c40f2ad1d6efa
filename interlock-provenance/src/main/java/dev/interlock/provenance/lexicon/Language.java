package dev.interlock.provenance.lexicon;

import java.util.List;
import java.util.Set;

/**
 * The lexicon of one language.
 *
 * @param code of the language, such as {@code en}
 * @param duties what can be asked for
 * @param common the most frequent words, by which a text is known to be of the language
 * @param subjects words after which a verb is no imperative ("we send")
 * @param reminders words that turn an act into something to be remembered ("remind me to pay")
 * @param plans pairs of words, joined by a space, with which people tell what they will do themselves ("i will")
 * @param obeying verbs with which people hand over the choice of acts ("do", "follow")
 * @param orders what they hand it over to ("instructions", "tasks")
 * @param agents words with which a text addresses an agent ("assistant")
 */
public record Language(
        String code,
        List<Duty> duties,
        Set<String> common,
        Set<String> subjects,
        Set<String> reminders,
        Set<String> plans,
        Set<String> obeying,
        Set<String> orders,
        Set<String> agents) {}
