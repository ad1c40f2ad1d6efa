package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import java.util.OptionalLong;

/**
 * A call that a source tells of: it happened.
 *
 * @param id the source's own name for it
 * @param actor who did it; an empty runtime where the instance is not known
 * @param outsideMillis when, by the source's clock
 * @param call the number of the recorded call of which it is the effect, where the source knows that
 */
public record Observation(
        String id,
        Caller actor,
        String server,
        String tool,
        ObjectNode arguments,
        ObjectNode result,
        OptionalLong outsideMillis,
        OptionalLong call) {}
