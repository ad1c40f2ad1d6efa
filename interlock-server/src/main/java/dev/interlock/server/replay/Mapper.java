package dev.interlock.server.replay;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Rule;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.replay.read.Outcome;
import dev.interlock.server.replay.read.TraceEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The mapping from the calls of a trace to facts, through the catalogue of a bundle, as in the gateway. */
final class Mapper {

    /** The text in the place of a digest that nobody asks for. */
    private static final String NO_DIGEST = "";

    private static final Settlement DONE = new Settlement.Succeeded(List.of());
    private static final int MOST_NAMES = 10_000;

    private final PolicyBundle.Compiled policy;
    private final String defaultServer;
    private final Set<String> flowMarks;
    /** Servers by the name of a tool, where only one has it. */
    private final Map<String, String> servers = new TreeMap<>();

    /** The names of tools that were resolved; used by both threads. */
    private final Map<String, Name> names = new ConcurrentHashMap<>();

    /** A tool's name in its two parts. */
    record Name(String server, String tool, String full, boolean known) {
        Name(String server, String tool, boolean known) {
            this(server, tool, server + "/" + tool, known);
        }
    }

    /** @param defaultServer of tools that are named without one; empty: the one server that has such a tool */
    Mapper(PolicyBundle.Compiled policy, String defaultServer) {
        this.policy = policy;
        this.defaultServer = defaultServer;
        this.flowMarks = Rule.chosenMarks(policy.engine().rules());
        Set<String> several = new HashSet<>();
        policy.catalog().tools().values().forEach(entry -> {
            if (servers.put(entry.tool(), entry.server()) != null) {
                several.add(entry.tool());
            }
        });
        several.forEach(servers::remove);
    }

    /** Returns the name by which the catalogue knows a tool. */
    Name name(String tool) {
        Name known = names.get(tool);
        if (known != null) {
            return known;
        }
        Name found = resolve(tool);
        if (names.size() < MOST_NAMES) {
            names.put(tool, found);
        }
        return found;
    }

    private Name resolve(String tool) {
        int slash = tool.indexOf('/');
        if (slash > 0 && policy.catalog().tools().containsKey(tool)) {
            return new Name(tool.substring(0, slash), tool.substring(slash + 1), true);
        }
        String server = defaultServer.isEmpty() ? servers.getOrDefault(tool, "") : defaultServer;
        if (policy.catalog().tools().containsKey(server + "/" + tool)) {
            return new Name(server, tool, true);
        }
        return slash > 0
                ? new Name(tool.substring(0, slash), tool.substring(slash + 1), false)
                : new Name(server.isEmpty() ? "unknown" : server, tool, false);
    }

    CallFacts facts(TraceEvent.Called call) {
        Name name = name(call.tool());
        CallFacts facts = unread(read(name, call, NO_DIGEST));
        return call.plain() ? facts : canonical(call.args(), facts);
    }

    private CallFacts read(Name name, TraceEvent.Called call, String digest) {
        return call.ofLog()
                ? policy.catalog().logged(name.server(), name.tool(), call.args(), digest)
                : policy.facts(name.server(), name.tool(), call.args(), digest);
    }

    /** A trace does not say all that an agent has read: of calls that rules of the kind {@code flow} look at, nothing is known. */
    private CallFacts unread(CallFacts facts) {
        return facts.carriesAny(flowMarks) ? facts.chosenBy(Provenance.UNKNOWN) : facts;
    }

    private static CallFacts canonical(Map<String, @Nullable Object> args, CallFacts facts) {
        try {
            CanonicalJson.canonicalize(args);
            return facts;
        } catch (UnencodableException e) {
            return facts.with(new Fault("args", "have no canonical form: " + e.getMessage()));
        }
    }

    /** The facts with the digest of the arguments. */
    CallFacts exact(TraceEvent.Called call) {
        Name name = name(call.tool());
        try {
            return unread(read(name, call, Digests.sha256(CanonicalJson.canonicalize(call.args()))));
        } catch (UnencodableException e) {
            return facts(call);
        }
    }

    /** Returns the outcome as it is recorded; null for a call that is still in flight. */
    @Nullable
    Settlement settlement(TraceEvent.Called call, CallFacts facts, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded succeeded -> {
                if (facts.creates().isEmpty() && facts.elements().isEmpty()) {
                    yield DONE; // the result names nothing, and need not be looked at
                }
                Name name = name(call.tool());
                yield policy.catalog()
                        .outcome(name.server(), name.tool(), call.args(), succeeded.structured(), succeeded.text());
            }
            case Outcome.Failed failed -> new Settlement.Failed(failed.reason());
            case Outcome.Errored errored -> {
                Name name = name(call.tool());
                yield policy.catalog()
                                .noEffect(name.server(), name.tool())
                                .proven(List.of(Set.of(NoEffect.Sign.IS_ERROR)))
                        ? new Settlement.Failed(errored.reason())
                        : new Settlement.Unknown(errored.reason());
            }
            case Outcome.Unknown unknown -> new Settlement.Unknown(unknown.reason());
            case Outcome.Open open -> null;
        };
    }
}
