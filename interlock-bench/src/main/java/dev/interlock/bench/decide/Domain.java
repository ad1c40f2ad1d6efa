package dev.interlock.bench.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** An engine without a ledger: decides, applies what was decided, settles. The clock moves one millisecond a command. */
final class Domain {

    private static final Settlement SUCCEEDED = new Settlement.Succeeded(List.of());

    /** Calls that a task makes before it ends and the agent gets another. */
    private static final int CALLS_PER_TASK = 16;

    private final State state;
    private final String digest;
    private final Caller[] agents;
    private final long[] tasks;
    private int callsUntilNextTask = CALLS_PER_TASK;
    private int nextToRenew;
    private long now = 1_000_000;

    /** @param agentsPerOwner so many agents share an owner */
    Domain(Bundle bundle, int agentCount, int agentsPerOwner) {
        state = State.empty(bundle);
        digest = bundle.digest();
        agents = new Caller[agentCount];
        tasks = new long[agentCount];
        for (int i = 0; i < agentCount; i++) {
            agents[i] = agent(i, agentsPerOwner);
            tasks[i] = open(agents[i]);
        }
    }

    private static Caller agent(int i, int agentsPerOwner) {
        var attributes = new TreeMap<String, AttributeValue>();
        attributes.put("owner", AttributeValue.known("team-" + i / agentsPerOwner));
        attributes.put("origin", AttributeValue.known("author-" + i / agentsPerOwner));
        attributes.put("model", AttributeValue.known("model-" + i % 7));
        return new Caller("agent-" + i, "run-" + i, false, true, attributes, new TreeSet<>(), Optional.empty());
    }

    int agents() {
        return agents.length;
    }

    /** One whole call: decided, recorded, and when permitted carried out. Now and then a task ends and another begins. */
    Answer call(int agent, CallFacts facts) {
        if (--callsUntilNextTask == 0) {
            callsUntilNextTask = CALLS_PER_TASK;
            renew();
        }
        Answer answer = run(new Command.DecideCall(agents[agent], OptionalLong.of(tasks[agent]), facts));
        if (answer instanceof Answer.Permit permit) {
            run(new Command.SettleCall(permit.call(), SUCCEEDED));
        }
        return answer;
    }

    private void renew() {
        int agent = nextToRenew;
        nextToRenew = nextToRenew + 1 < agents.length ? nextToRenew + 1 : 0;
        run(new Command.EndTask(tasks[agent], agents[agent], EndReason.CLOSED));
        tasks[agent] = open(agents[agent]);
    }

    private long open(Caller agent) {
        var command = new Command.OpenTask(
                agent,
                OptionalLong.empty(),
                agent,
                RuleBook.INTENT,
                "sha-256:0",
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
        return ((Answer.Done) run(command)).number();
    }

    private Answer run(Command command) {
        now++;
        Decision decision = Decider.decide(state, command, now);
        for (Event event : decision.events()) {
            state.apply(new Recorded(state.nextSeq(), now, digest, event));
        }
        return decision.answer();
    }
}
