package dev.interlock.server.render;

import dev.interlock.engine.event.Need;
import java.util.Collection;

/** What follows from each answer to a hold, in words, for whoever is about to give one. */
public final class AnswerWords {

    private AnswerWords() {}

    /**
     * Words what an approval leads to.
     *
     * @param needs all that the held call needs
     */
    public static String approve(String agent, Collection<Need> needs) {
        int count = needs.stream().mapToInt(Need::count).max().orElse(1);
        long valid = needs.stream().mapToLong(Need::validMillis).min().orElse(0);
        String may = Plain.of(agent) + " may make exactly this call, once, within " + Phrases.span(valid)
                + " of the approval. The call is decided again at that time, and stopped if something it relies "
                + "on has changed or a rule now denies it.";
        if (count == 1 && needs.size() == 1) {
            return may;
        }
        return "Your approval counts where you are eligible. Once " + all(count, needs.size()) + ", " + may;
    }

    private static String all(int count, int needs) {
        String people = count == 1 ? "one person has" : count + " people independent of each other have";
        return people + " approved it" + (needs == 1 ? "" : " for each of " + needs + " reasons");
    }

    /**
     * Words what a rejection leads to.
     *
     * @param rejectedForMillis the time that it sticks to the same action
     */
    public static String reject(String agent, long rejectedForMillis) {
        return "The call is not made, and " + Plain.of(agent) + " cannot make it again in this task. For "
                + Phrases.span(rejectedForMillis)
                + " the same call is also refused to every party that is not independent of it.";
    }

    /** Words what becomes of the hold if nobody answers. */
    public static String silence(boolean expires) {
        return expires
                ? "The call waits until it expires, and is not made."
                : "The call waits until its task ends, and is not made.";
    }
}
