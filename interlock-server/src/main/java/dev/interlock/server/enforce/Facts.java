package dev.interlock.server.enforce;

import dev.interlock.engine.model.Fault;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.policy.argument.ArgumentSchema;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ReadCall;
import dev.interlock.policy.secret.SecretScan;
import dev.interlock.server.domain.SecretTexts;
import dev.interlock.server.json.CanonicalForm;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The facts of a call: the canonical digest of its arguments, and what the catalogue says it is about. Calls at a door, calls that are
 * carried out elsewhere, calls of Interlock's own and those that sources tell of all take this path.
 */
final class Facts {

    private Facts() {}

    /** The facts of a call that is asked for: a secret in it denies it. */
    static MappedCall of(Catalog catalog, ToolSchemas schemas, RequestedCall call) {
        ArgumentSchema schema = schemas.of(catalog, call);
        var seen = SecretArguments.of(call.arguments(), "args", catalog.standingSecrets());
        Map<String, ?> all = seen.arguments();
        ReadCall reading = digested(
                all, digest -> named(catalog, call, (server, tool) -> catalog.read(server, tool, all, digest, schema)));
        return new MappedCall(schemas.compared(catalog, call, seen.in(reading.facts())), reading);
    }

    /**
     * The facts of a call that a source tells of. It happened, so a secret in it is left out and does not refuse it, and ids are
     * brought into their canonical spelling.
     */
    static MappedCall observed(Catalog catalog, RequestedCall call) {
        Map<String, ?> all = SecretArguments.without(call.arguments(), catalog.standingSecrets());
        ReadCall reading = digested(
                all, digest -> named(catalog, call, (server, tool) -> catalog.readTold(server, tool, all, digest)));
        return new MappedCall(reading.facts(), reading);
    }

    /**
     * The reading of a call. A tool that the catalogue does not have is recorded by the name that its caller made up, but for
     * a secret in it.
     */
    private static ReadCall named(Catalog catalog, RequestedCall call, BiFunction<String, String, ReadCall> reading) {
        if (catalog.tool(call.server(), call.tool()).isPresent()) {
            return reading.apply(call.server(), call.tool());
        }
        SecretScan secrets = catalog.standingSecrets();
        return reading.apply(SecretTexts.without(call.server(), secrets), SecretTexts.without(call.tool(), secrets));
    }

    /** The facts of a call with what its caller answered to questions of the server, those that the server has heard included. */
    static MappedCall continued(
            Catalog catalog, ToolSchemas schemas, RequestedCall call, CallDecisions.Answered answered) {
        MappedCall now = mapped(catalog, schemas, call, answered);
        return answered.heard().isEmpty()
                ? now
                : now.decidedBy(JoinedFacts.joined(now.facts(), answered.heard().get(), catalog::stricter));
    }

    private static MappedCall mapped(
            Catalog catalog, ToolSchemas schemas, RequestedCall call, CallDecisions.Answered answered) {
        ArgumentSchema schema = schemas.of(catalog, call, answered.forms());
        // The arguments held none when they were decided on; they are looked at again because the bundle may be
        // another.
        var seen = SecretArguments.of(call.arguments(), "args", catalog.standingSecrets());
        var answers = SecretArguments.of(answered.answers(), "answers", catalog.standingSecrets());
        ReadCall reading = digested(
                Catalog.with(seen.arguments(), answers.arguments()),
                digest -> catalog.readContinued(
                        call.server(), call.tool(), seen.arguments(), answers.arguments(), digest, schema));
        return new MappedCall(schemas.compared(catalog, call, seen.in(answers.in(reading.facts()))), reading);
    }

    private static ReadCall digested(Map<String, ?> arguments, Function<String, ReadCall> reading) {
        try {
            return reading.apply(Digests.sha256(CanonicalForm.of(arguments)));
        } catch (UnencodableException e) {
            // Two parties could read such arguments differently, so nobody could approve exactly this call.
            return reading.apply(Digests.sha256(arguments.toString()))
                    .with(new Fault("args", "cannot be written in canonical form: " + e.getMessage()));
        }
    }
}
