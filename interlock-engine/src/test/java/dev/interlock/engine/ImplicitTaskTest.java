package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An implicit task stands on what is registered of its agent, and ends when that is another. */
class ImplicitTaskTest {

    private static final Key VENDOR = Key.parse("vendor/1");

    private final Office office = new Office(Office.separate());

    private static Caller clerk(boolean root, Map<String, String> registered) {
        var attributes = new TreeMap<String, AttributeValue>();
        registered.forEach((name, value) -> attributes.put(name, AttributeValue.known(value)));
        return new Caller("clerk", "token-clerk", false, root, attributes, new TreeSet<>(), Optional.of("any"));
    }

    private static Caller clerk(String owner) {
        return clerk(true, Map.of("owner", owner));
    }

    private Event.CallDecided call(Caller caller) {
        Answer answer = office.ask(
                new Command.DecideCall(caller, OptionalLong.empty(), Office.facts("erp/vendor.edit", VENDOR)));
        assertThat(answer).isInstanceOf(Answer.Permit.class);
        return (Event.CallDecided) office.last();
    }

    private List<Event.TaskEnded> ends() {
        return office.recorded.stream()
                .map(Recorded::event)
                .filter(Event.TaskEnded.class::isInstance)
                .map(Event.TaskEnded.class::cast)
                .toList();
    }

    @Test
    void itGoesOnWhileItsAgentIsRegisteredAsBefore() {
        long task = call(clerk("finance")).task();
        office.restart();
        var another = Map.of("owner", "finance", "model", "m-2");
        assertThat(call(clerk(true, another)).task())
                .as("the model is the caller's at each call")
                .isEqualTo(task);
        assertThat(ends()).isEmpty();
    }

    @Test
    void aMendedOriginCountsInTheNextCall() {
        Event.CallDecided before = call(clerk(true, Map.of("owner", "finance")));
        assertThat(before.actor().get("origin")).isEqualTo(AttributeValue.unknown());
        office.restart();
        Event.CallDecided after = call(clerk(true, Map.of("owner", "finance", "origin", "desk")));
        assertThat(after.actor().get("origin")).isEqualTo(AttributeValue.known("desk"));
        assertThat(after.task()).isNotEqualTo(before.task());
        assertThat(ends())
                .containsExactly(new Event.TaskEnded(before.task(), EndReason.REGISTRATION_CHANGED, "interlock"));
        assertThat(office.recorded.get((int) before.call()).event()).isEqualTo(before);
    }

    @Test
    void anotherOwnerAndAnotherChainEndItToo() {
        long task = call(clerk("finance")).task();
        long second = call(clerk("treasury")).task();
        long third = call(clerk(false, Map.of("owner", "treasury"))).task();
        assertThat(List.of(task, second, third)).doesNotHaveDuplicates();
        assertThat(ends()).extracting(Event.TaskEnded::task).containsExactly(task, second);
    }

    @Test
    void theBudgetGoesOnInTheNextOne() {
        call(clerk("finance"));
        call(clerk("finance"));
        long task = call(clerk("treasury")).task();
        assertThat(office.state.task(task).used()).isEqualTo(3);
    }

    @Test
    void aStartEndsItWithItsLeasesAndLeavesThoseThatStandAsTheyWere() {
        long task = call(clerk("finance")).task();
        var lease = new LeaseCommand.Issue(
                clerk("finance"),
                task,
                OptionalLong.empty(),
                "db",
                "static",
                new TreeMap<>(),
                false,
                OptionalLong.of(Office.HOUR));
        assertThat(office.ask(lease)).isInstanceOf(Answer.Done.class);
        office.ask(new AgentCommand.Review(List.of(clerk("finance"))));
        assertThat(ends()).isEmpty();
        office.ask(new AgentCommand.Review(List.of(clerk("treasury"))));
        assertThat(ends()).containsExactly(new Event.TaskEnded(task, EndReason.REGISTRATION_CHANGED, "interlock"));
        assertThat(office.recorded.get(office.recorded.size() - 2).event()).isInstanceOf(LeaseEvent.Revoked.class);
    }

    @Test
    void aStartDoesNotEndTheTaskOfAnAgentThatItSuspends() {
        call(clerk("finance"));
        office.ask(new AgentCommand.Review(List.of(clerk(true, Map.of()))));
        assertThat(office.last()).isInstanceOf(AgentEvent.Suspended.class);
        assertThat(ends()).isEmpty();
    }

    @Test
    void aTaskThatWasOpenedByNameStaysAsItIs() {
        long task = office.open(clerk("finance"), "any");
        office.ask(new AgentCommand.Review(List.of(clerk("treasury"))));
        assertThat(ends()).isEmpty();
        assertThat(office.state.task(task).owner()).isEqualTo(AttributeValue.known("finance"));
    }
}
