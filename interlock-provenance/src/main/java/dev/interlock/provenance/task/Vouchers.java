package dev.interlock.provenance.task;

import dev.interlock.engine.model.Origin;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * The reasons to accept a value that do not come from what its task has read.
 *
 * @param given the origins that a value has by the bundle and by the objects of the task
 * @param approved the call with this value that somebody independent {@linkplain ApprovedValues approved}
 * @param contact the call that registered this value as a contact and was approved by somebody independent
 */
public record Vouchers(
        Function<ArgumentValue, Set<Origin>> given,
        Function<ArgumentValue, OptionalLong> approved,
        Function<ArgumentValue, OptionalLong> contact) {

    /** No reasons but those of the content. */
    public static final Vouchers NONE =
            new Vouchers(value -> Set.of(), value -> OptionalLong.empty(), value -> OptionalLong.empty());
}
