package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.Task;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.enforce.Digests;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Opens or joins the task that a token is for, and records the lease that the token is the visible side of. INVARIANT: no token is made
 * before its lease is durable. Thread-safe.
 */
final class TaskGrants {

    /** The kind of these leases in the record: no name of a configured credential holds a dot. */
    static final String KIND = "task-token";
    /** The kind of the leases of break-glass lanes in the record. */
    static final String LANE_KIND = "lane-token";

    private final Domain domain;
    private final TaskTokens tokens;
    private final Duration longest;

    /** @param longest how long a token lives at most */
    TaskGrants(Domain domain, TaskTokens tokens, Duration longest) {
        this.domain = domain;
        this.tokens = tokens;
        this.longest = longest;
    }

    /**
     * A token that was granted.
     *
     * @param token a secret of its holder's
     */
    record Granted(String token, Instant expires, ArrayNode details) {

        /** Leaves out the token. */
        @Override
        public String toString() {
            return "Granted[" + expires + "]";
        }
    }

    Set<String> objectTypes() {
        return domain.query(state -> Set.copyOf(state.bundle().types().keySet()));
    }

    /** A token for a task of the agent's own. */
    Granted grant(Caller agent, TaskDetails details, String resource, TaskToken.Binding binding, Instant now)
            throws OAuthError {
        return switch (details) {
            case TaskDetails.Join(long task) -> lease(task, agent, resource, binding, now);
            case TaskDetails.Open open -> opened(agent, OptionalLong.empty(), agent, open, resource, binding, now);
        };
    }

    /** A token for a task below another, which the agent of that one opens. */
    Granted below(
            long parent,
            Caller opener,
            Caller agent,
            TaskDetails.Open open,
            String resource,
            TaskToken.Binding binding,
            Instant now)
            throws OAuthError {
        return opened(opener, OptionalLong.of(parent), agent, open, resource, binding, now);
    }

    private Granted opened(
            Caller opener,
            OptionalLong parent,
            Caller agent,
            TaskDetails.Open open,
            String resource,
            TaskToken.Binding binding,
            Instant now)
            throws OAuthError {
        OptionalLong millis =
                open.seconds().isPresent() ? OptionalLong.of(open.seconds().getAsLong() * 1_000) : OptionalLong.empty();
        long task = done(domain.ask(new Command.OpenTask(
                        opener,
                        parent,
                        agent,
                        open.intent(),
                        Digests.sha256(open.instruction()),
                        open.instruction(),
                        open.objects(),
                        millis,
                        open.calls()))
                .answer());
        try {
            return lease(task, agent, resource, binding, now);
        } catch (OAuthError | RuntimeException e) {
            abandon(task, agent);
            throw e;
        }
    }

    /** A task that nobody got a token for is no use to anybody. */
    private void abandon(long task, Caller agent) {
        try {
            domain.ask(new Command.EndTask(task, agent, EndReason.CANCELLED));
        } catch (UnavailableException e) {
            System.getLogger(TaskGrants.class.getName())
                    .log(System.Logger.Level.DEBUG, "a task without a token ends when it is idle", e);
        }
    }

    private Granted lease(long task, Caller agent, String resource, TaskToken.Binding binding, Instant now)
            throws OAuthError {
        var bound = new TreeMap<String, String>();
        bound.put(binding.confirmation(), binding.thumbprint());
        bound.put("resource", resource);
        OptionalLong lane = domain.query(state -> {
            Lane of = state.lanes().ofTask(task);
            return of == null ? OptionalLong.empty() : OptionalLong.of(of.number());
        });
        String kind = lane.isPresent() ? LANE_KIND : KIND;
        long lease = done(domain.ask(new LeaseCommand.Issue(
                        agent,
                        task,
                        OptionalLong.empty(),
                        kind,
                        kind,
                        bound,
                        /* outside= */ false,
                        OptionalLong.of(longest.toMillis())))
                .answer());
        record Seen(long expiresMillis, ArrayNode details) {}
        Optional<Seen> seen = domain.query(state -> {
            Lease issued = state.leases().get(lease);
            Task of = state.task(task);
            return issued == null || of == null
                    ? Optional.<Seen>empty()
                    : Optional.of(new Seen(issued.expiresMillis(), TaskDetails.granted(of)));
        });
        if (seen.isEmpty()) {
            throw new OAuthError(400, OAuthError.INVALID_DETAILS, "the task ended in the meantime");
        }
        // Expiry is in whole seconds, and never later than the lease.
        Instant expires = Instant.ofEpochSecond(seen.get().expiresMillis() / 1_000);
        var token = new TaskToken(lease, task, agent.name(), resource, binding, expires, lane);
        return new Granted(
                tokens.mint(token, seen.get().details(), now),
                expires,
                seen.get().details());
    }

    private static long done(Answer answer) throws OAuthError {
        return switch (answer) {
            case Answer.Done done -> done.number();
            case Answer.Refused refused -> throw error(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a task is no call");
        };
    }

    private static OAuthError error(Answer.Refused refused) {
        boolean barred = refused.code() == RefusalCode.AGENT_SUSPENDED
                || refused.code() == RefusalCode.OWNER_GONE
                || refused.code() == RefusalCode.OWNER_MISSING
                || refused.code() == RefusalCode.LEASES_EXHAUSTED;
        return new OAuthError(
                400,
                barred ? OAuthError.UNAUTHORIZED : OAuthError.INVALID_DETAILS,
                refused.code().text() + ": " + refused.message());
    }
}
