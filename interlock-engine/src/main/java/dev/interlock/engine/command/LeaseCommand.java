package dev.interlock.engine.command;

import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.model.Caller;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commands about leases. Each is answered with the number of the lease. */
public sealed interface LeaseCommand extends Command {

    /**
     * Let the caller use something in its task. Nothing is issued before the answer.
     *
     * @param call the call in flight that the lease is issued with, if it is
     * @param credential name of the credential that is to be issued, as configured
     * @param binding the things that it is bound to; no secrets
     * @param outside whether something will exist outside that has to be taken back
     * @param timeMillis shorter life than the task has left
     */
    record Issue(
            Caller caller,
            long task,
            OptionalLong call,
            String credential,
            String kind,
            SortedMap<String, String> binding,
            boolean outside,
            OptionalLong timeMillis)
            implements LeaseCommand {
        public Issue {
            binding = Collections.unmodifiableSortedMap(new TreeMap<>(binding));
        }
    }

    /** Let a lease end this time from now, within its task. The caller is the same running instance that it was issued to. */
    record Renew(long lease, Caller caller, OptionalLong timeMillis) implements LeaseCommand {}

    /**
     * End a lease. People may, its holder, and the agents of the tasks above.
     *
     * @param by the caller who ends it; empty: Interlock itself, because the lease could not be issued
     */
    record Revoke(long lease, Optional<Caller> by, String comment) implements LeaseCommand {}

    /** Record a step that the engine confirmed. The same step is not recorded again. */
    record Confirm(long lease, LeaseStep step) implements LeaseCommand {}
}
