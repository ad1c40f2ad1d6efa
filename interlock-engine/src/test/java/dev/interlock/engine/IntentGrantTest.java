package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Agents that are registered for some intents only. */
class IntentGrantTest {

    private final LateLinks domain = new LateLinks();
    private final Caller ada = LateLinks.agent("ada", "finance");
    private final Caller bob = granted(LateLinks.agent("bob", "sales"), "one");

    private static Caller granted(Caller agent, String intent) {
        return new Caller(
                agent.name(),
                agent.runtime(),
                agent.person(),
                agent.root(),
                agent.attributes(),
                agent.groups(),
                agent.implicitIntent(),
                Optional.of(new TreeSet<>(Set.of(intent))));
    }

    private Answer.Refused open(Caller opener) {
        return (Answer.Refused) domain.ask(new Command.OpenTask(
                opener,
                OptionalLong.empty(),
                bob,
                "any",
                "sha-256:2",
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty()));
    }

    @Test
    void whatAnotherAgentMayHaveIsNotTold() {
        assertThat(open(ada).code()).isEqualTo(RefusalCode.INTENT_NOT_GRANTED);
        assertThat(open(ada).message()).doesNotContain("one");
        assertThat(open(bob).message()).endsWith("only for one");
        assertThat(open(LateLinks.person("rita", "audit")).message()).endsWith("only for one");
    }
}
