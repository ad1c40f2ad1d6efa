package dev.interlock.provenance.lexicon;

import dev.interlock.engine.model.Stake;
import java.util.Set;

/**
 * The words of one language by which people ask for one kind of act.
 *
 * @param name such as {@code pay}; the same in all languages
 * @param stake what is at stake in the act; the same in all languages
 * @param acts verbs in the imperative: {@code send}
 * @param forms other forms of these verbs: {@code sending}
 * @param things what is acted on: {@code money}
 * @param strong words that ask for the act by themselves: {@code refund}
 * @param direct words that ask for the act with an amount only right before the amount, because they may be about something else, or are
 *     also nouns: {@code transfer}
 */
public record Duty(
        String name,
        Stake stake,
        Set<String> acts,
        Set<String> forms,
        Set<String> things,
        Set<String> strong,
        Set<String> direct) {}
