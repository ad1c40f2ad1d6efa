package dev.interlock.server.enforce;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ReadCall;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.secret.SecretScan;
import dev.interlock.server.domain.SecretTexts;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a call: the canonical digest of its arguments, and what the catalogue says it is about. Calls at a door, calls that are
 * carried out elsewhere, calls of Interlock's own and those that sources tell of all take this path.
 */
final class Facts {

    /** In the place of a digest: the upstream does not show the tool, so nobody can tell what it is now. */
    private static final String NOT_OFFERED = "not offered";

    private Facts() {}

    /** The facts of a call that is asked for: a secret in it denies it. */
    static MappedCall of(Catalog catalog, RequestedCall call) {
        var seen = SecretArguments.of(call.arguments(), "args", catalog.standingSecrets());
        Map<String, @Nullable Object> all = seen.arguments();
        ReadCall reading = digested(all, digest -> named(catalog, call, all, digest, false));
        return new MappedCall(reviewed(catalog, call, seen.in(reading.facts())), reading);
    }

    /** The facts of a call that a source tells of. It happened, so a secret in it is left out and does not refuse it, and ids are brought into their canonical spelling. */
    static MappedCall observed(Catalog catalog, RequestedCall call) {
        Map<String, @Nullable Object> all = SecretArguments.without(call.arguments(), catalog.standingSecrets());
        ReadCall reading = digested(all, digest -> named(catalog, call, all, digest, true));
        return new MappedCall(reading.facts(), reading);
    }

    /** What the catalogue does not have is recorded by the name that its caller made up, but for a secret in it. */
    private static ReadCall named(
            Catalog catalog, RequestedCall call, Map<String, @Nullable Object> arguments, String digest, boolean told) {
        if (catalog.tool(call.server(), call.tool()).isPresent()) {
            return told
                    ? catalog.readTold(call.server(), call.tool(), arguments, digest)
                    : catalog.read(call.server(), call.tool(), arguments, digest);
        }
        SecretScan secrets = catalog.standingSecrets();
        return catalog.read(
                SecretTexts.without(call.server(), secrets),
                SecretTexts.without(call.tool(), secrets),
                arguments,
                digest);
    }

    /**
     * The facts of a call with what its caller answered to questions of the server, each by its key.
     *
     * @param heard the facts of answers that the server has heard, and of which some are not among these any longer
     */
    static MappedCall continued(
            Catalog catalog, RequestedCall call, Map<String, ?> answers, Optional<CallFacts> heard) {
        MappedCall now = continued(catalog, call, answers);
        return heard.isEmpty() ? now : now.decidedBy(Heard.joined(now.facts(), heard.get()));
    }

    private static MappedCall continued(Catalog catalog, RequestedCall call, Map<String, ?> answers) {
        // The arguments held none when they were decided on; they are looked at again because the bundle may be
        // another.
        var seen = SecretArguments.of(call.arguments(), "args", catalog.standingSecrets());
        var answered = SecretArguments.of(answers, "answers", catalog.standingSecrets());
        ReadCall reading = digested(
                Catalog.with(seen.arguments(), answered.arguments()),
                digest -> catalog.readContinued(
                        call.server(), call.tool(), seen.arguments(), answered.arguments(), digest));
        return new MappedCall(reviewed(catalog, call, seen.in(answered.in(reading.facts()))), reading);
    }

    /** Only where it is seen how the tool is offered: what others carry out they look at themselves. */
    private static CallFacts reviewed(Catalog catalog, RequestedCall call, CallFacts facts) {
        Optional<String> reviewed = catalog.tool(call.server(), call.tool()).flatMap(ToolEntry::reviewed);
        if (reviewed.isEmpty() || call.offered().isEmpty()) {
            return facts;
        }
        String offered = call.offered().get().definition().map(Reviewed::digest).orElse(NOT_OFFERED);
        return reviewed.get().equals(offered) ? facts : facts.changed(offered);
    }

    private static ReadCall digested(Map<String, @Nullable Object> arguments, Function<String, ReadCall> reading) {
        try {
            return reading.apply(Digests.sha256(CanonicalJson.canonicalize(arguments)));
        } catch (UnencodableException e) {
            // Two parties could read such arguments differently, so nobody could approve exactly this call.
            return reading.apply(Digests.sha256(arguments.toString()))
                    .with(new Fault("args", "have no canonical form: " + e.getMessage()));
        }
    }
}
