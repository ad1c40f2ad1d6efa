package dev.interlock.policy.scenario;

import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.State;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The break-glass lanes of a scenario, by their names in it. */
final class LanePlay {

    private final State state;
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, Member> agents = new HashMap<>();

    LanePlay(State state) {
        this.state = state;
    }

    LaneCommand propose(Step.BreakGlass step) {
        agents.put(step.lane(), step.agent());
        return new LaneCommand.Propose(
                step.by().at(Optional.empty()),
                step.agent().at(Optional.empty()),
                step.scope(),
                step.timeMillis(),
                "scenario",
                step.ticket());
    }

    void proposed(String name, long number) {
        numbers.put(name, number);
    }

    LaneCommand confirm(Step.Confirm step) {
        Member by = step.by();
        return new LaneCommand.Confirm(
                number(step.lane()),
                by.at(Optional.empty()),
                agents.getOrDefault(step.lane(), by).at(Optional.empty()));
    }

    LaneCommand review(Step.Review step) {
        return new LaneCommand.Review(number(step.lane()), step.by().at(Optional.empty()), step.accept(), "scenario");
    }

    private long number(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    /** The task of the lane, once it is open; empty for a name that no lane has. */
    OptionalLong task(String name) {
        Long number = numbers.get(name);
        Lane lane = number == null ? null : state.lanes().get(number);
        return lane == null
                ? OptionalLong.empty()
                : lane.opened()
                        .map(LaneEvent.Opened::task)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty());
    }

    /** The instance that acts in the lane unless a step names another. It acts nowhere else. */
    static String runtime(Member agent, String lane) {
        return agent.name() + "-" + lane;
    }
}
