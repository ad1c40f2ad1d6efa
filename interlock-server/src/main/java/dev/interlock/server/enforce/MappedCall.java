package dev.interlock.server.enforce;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.policy.catalog.ReadCall;

/**
 * A call as it was mapped under one bundle.
 *
 * @param facts what is decided on: those of the reading, and what the catalogue cannot see, such as a secret or a changed tool
 * @param reading the one reading of the arguments, by which the result of a permitted call is read, too
 */
public record MappedCall(CallFacts facts, ReadCall reading) {

    /** Returns this call with other facts to decide by. */
    MappedCall decidedBy(CallFacts others) {
        return new MappedCall(others, reading);
    }
}
