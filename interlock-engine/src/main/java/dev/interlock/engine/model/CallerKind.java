package dev.interlock.engine.model;

import java.util.Collection;
import java.util.SortedSet;

/** The kind of a caller. */
public sealed interface CallerKind {

    CallerKind PERSON = new Person();
    CallerKind AGENT = new Agent();

    /** A human being. */
    record Person() implements CallerKind {}

    /** A program that acts on instructions. */
    record Agent() implements CallerKind {}

    /**
     * A deterministic program that answers holds, and does nothing else: it opens no task and calls no tool.
     *
     * @param duties the marks that it can judge: it answers for a call only if all of the call's marks are among them; empty: all
     * @param tools the tools that it can judge; empty: all
     */
    record Verifier(SortedSet<String> duties, SortedSet<String> tools) implements CallerKind {

        /** Returns whether the verifier can judge a call with this tool and these marks. */
        public boolean covers(String tool, Collection<String> marks) {
            return (tools.isEmpty() || tools.contains(tool)) && (duties.isEmpty() || duties.containsAll(marks));
        }
    }
}
