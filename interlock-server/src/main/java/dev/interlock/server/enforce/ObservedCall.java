package dev.interlock.server.enforce;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.Created;
import dev.interlock.server.json.PlainJson;
import java.util.List;
import java.util.Optional;

/** An observation as it was mapped under one bundle: the call, and what it created. */
record ObservedCall(Observation told, MappedCall call, Created created) {

    static ObservedCall of(Catalog catalog, Observation told) {
        var requested = RequestedCall.elsewhere(told.server(), told.tool(), PlainJson.of(told.arguments()));
        MappedCall call = Facts.observed(catalog, requested);
        return new ObservedCall(
                told,
                call,
                call.reading()
                        .created(
                                SecretArguments.without(PlainJson.of(told.result()), catalog.standingSecrets()), null));
    }

    /** Returns why the call cannot be recorded, where the engine would not say so. */
    Optional<String> refusal() {
        return created instanceof Created.Unnamed unnamed
                        && call.facts().faults().isEmpty()
                ? Optional.of(unnamed.reason())
                : Optional.empty();
    }

    Command command(Caller source) {
        return new Command.Observe(
                source,
                told.id(),
                told.actor(),
                call.facts(),
                created instanceof Created.Named named ? named.keys() : List.of(),
                told.outsideMillis(),
                told.call(),
                call.reading().ambiguous());
    }
}
