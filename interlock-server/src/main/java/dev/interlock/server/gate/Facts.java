package dev.interlock.server.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.secret.SecretScan;
import dev.interlock.server.mcp.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The facts of a call: the canonical digest of its arguments, and what the catalogue says it is about. */
final class Facts {

    /** In the place of a digest: the upstream does not show the tool, so nobody can tell what it is now. */
    private static final String NOT_OFFERED = "not offered";

    private Facts() {}

    /** The same, of a call that another enforcement point carries out: nobody here sees how its tool is offered. */
    static CallFacts of(Catalog catalog, String server, String tool, Map<String, @Nullable Object> arguments) {
        var seen = SecretArguments.of(arguments, "args", catalog.standingSecrets());
        Map<String, @Nullable Object> all = seen.arguments();
        return seen.in(digested(all, all::toString, digest -> named(catalog, server, tool, all, digest)));
    }

    /** What the catalogue does not have is recorded by the name that its caller made up, but for a secret in it. */
    private static CallFacts named(
            Catalog catalog, String server, String tool, Map<String, @Nullable Object> arguments, String digest) {
        if (catalog.tool(server, tool).isPresent()) {
            return catalog.facts(server, tool, arguments, digest);
        }
        SecretScan secrets = catalog.standingSecrets();
        return catalog.facts(
                SecretArguments.text(server, secrets), SecretArguments.text(tool, secrets), arguments, digest);
    }

    static CallFacts of(Catalog catalog, CallContext call, Map<String, @Nullable Object> arguments) {
        var seen = SecretArguments.of(arguments, "args", catalog.standingSecrets());
        Map<String, @Nullable Object> all = seen.arguments();
        return reviewed(
                catalog,
                call,
                seen.in(digested(
                        all, all::toString, digest -> named(catalog, call.server(), call.tool(), all, digest))));
    }

    /**
     * The same with what the caller answered to questions of the server, each by its key.
     *
     * @param heard the facts of answers that the server has heard, and of which some are not among these any longer
     */
    static CallFacts continued(
            Catalog catalog,
            CallContext call,
            Map<String, @Nullable Object> arguments,
            Map<String, ?> answers,
            Optional<CallFacts> heard) {
        CallFacts facts = continued(catalog, call, arguments, answers);
        return heard.isEmpty() ? facts : Heard.joined(facts, heard.get());
    }

    private static CallFacts continued(
            Catalog catalog, CallContext call, Map<String, @Nullable Object> arguments, Map<String, ?> answers) {
        // The arguments held none when they were decided on; they are looked at again because the bundle may be
        // another.
        var seen = SecretArguments.of(arguments, "args", catalog.standingSecrets());
        var answered = SecretArguments.of(answers, "answers", catalog.standingSecrets());
        Map<String, @Nullable Object> all = Catalog.with(seen.arguments(), answered.arguments());
        return reviewed(
                catalog,
                call,
                seen.in(answered.in(digested(
                        all,
                        all::toString,
                        digest -> catalog.continued(
                                call.server(), call.tool(), seen.arguments(), answered.arguments(), digest)))));
    }

    private static CallFacts reviewed(Catalog catalog, CallContext call, CallFacts facts) {
        Optional<String> reviewed = catalog.tool(call.server(), call.tool()).flatMap(ToolEntry::reviewed);
        if (reviewed.isEmpty()) {
            return facts;
        }
        String offered = call.definition().map(Reviewed::digest).orElse(NOT_OFFERED);
        return reviewed.get().equals(offered) ? facts : facts.changed(offered);
    }

    /** @param arguments the same as {@code json}, as plain values */
    static CallFacts of(
            Catalog catalog, String server, String tool, ObjectNode json, Map<String, @Nullable Object> arguments) {
        return digested(arguments, json::toString, digest -> catalog.facts(server, tool, arguments, digest));
    }

    private static CallFacts digested(
            Map<String, @Nullable Object> arguments, Supplier<String> text, Function<String, CallFacts> facts) {
        try {
            return facts.apply(Digests.sha256(CanonicalJson.canonicalize(arguments)));
        } catch (UnencodableException e) {
            // Two parties could read such arguments differently, so nobody could approve exactly this call.
            return facts.apply(Digests.sha256(text.get()))
                    .with(new Fault("args", "have no canonical form: " + e.getMessage()));
        }
    }
}
