package dev.interlock.server.console.page.start;

import dev.interlock.server.console.Prose;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a new server needs, and what it has of that.
 *
 * @param domain the name of the ledger
 * @param key the public key by which it is verified
 * @param called whether any call was decided
 * @param first what has to be there before an agent can call
 * @param later what has to be there before others rely on the server
 */
public record StartModel(String domain, String key, boolean called, List<Step> first, List<Step> later) {

    /**
     * One thing that a server needs.
     *
     * @param done whether it is there
     * @param text what is there, or what is missing and why it is needed
     * @param write what somebody writes or runs, exactly; empty once it is done
     * @param place where the console shows more of it; empty for nowhere
     * @param label what is seen there
     */
    public record Step(boolean done, String title, Prose text, Optional<Write> write, String place, String label) {

        /** Returns whether this is the step that comes next. */
        public boolean isNext(Optional<Step> next) {
            return next.filter(this::equals).isPresent();
        }
    }

    /**
     * Something to write or to run.
     *
     * @param where the file, or the shell
     */
    public record Write(String where, String text) {}

    /** How many steps are done. */
    public long done() {
        return all().filter(Step::done).count();
    }

    /** How many steps there are. */
    public int count() {
        return first.size() + later.size();
    }

    /** The first step that is not done. */
    public Optional<Step> next() {
        return all().filter(step -> !step.done()).findFirst();
    }

    private Stream<Step> all() {
        return Stream.concat(first.stream(), later.stream());
    }
}
