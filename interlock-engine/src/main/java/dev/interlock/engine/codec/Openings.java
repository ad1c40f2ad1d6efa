package dev.interlock.engine.codec;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The openings tell what the {@link Commitments} in a record hide, while it is read. */
public interface Openings {

    /** The fields that a record may forget; empty where it has forgotten them. */
    Optional<Map<String, @Nullable Object>> opened(String commitment);

    /** The name under a pseudonym; empty where it is forgotten. */
    Optional<String> name(String pseudonym);
}
