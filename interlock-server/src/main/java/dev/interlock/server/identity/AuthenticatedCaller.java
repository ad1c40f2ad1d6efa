package dev.interlock.server.identity;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.render.Ids;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The caller of a request, authenticated at a door: the same whichever door it came in by, and whatever it proved itself with. Immutable.
 *
 * @param party the registered party that rules see, as the one running instance that was proven
 * @param onlyTask the number of the only task in which the caller can act, if what it showed is good for one task alone
 */
public record AuthenticatedCaller(Caller party, OptionalLong onlyTask) {

    /** Makes a caller that may act in all its tasks. */
    public AuthenticatedCaller(Caller party) {
        this(party, OptionalLong.empty());
    }

    /** Returns the name of the party, which is the same for all its instances. Not a secret. */
    public String name() {
        return party.name();
    }

    /** Returns the running instance: another one for each proof that tells two apart. Not a secret. */
    public String runtime() {
        return party.runtime();
    }

    /**
     * Returns who holds what a request leaves behind, such as a session or a call that waits: the running instance, within its only task. So
     * a proof for another task does not come to it. Not a secret.
     */
    public String holder() {
        return onlyTaskId().map(task -> runtime() + " " + task).orElse(runtime());
    }

    /** Returns the id of the only task, as requests name tasks. */
    public Optional<String> onlyTaskId() {
        return onlyTask.isPresent() ? Optional.of(Ids.task(onlyTask.getAsLong())) : Optional.empty();
    }
}
