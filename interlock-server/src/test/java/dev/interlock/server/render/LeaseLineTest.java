package dev.interlock.server.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Leases, and who may act at all, in one line each and in the story of a task. */
class LeaseLineTest {

    private static final Caller ANN = Rig.agent("ann", "payables");
    private static final Caller VERA = person("vera", "board");
    private static final Caller ADAM = person("adam", "audit");

    private static Caller person(String name, String owner) {
        return new Caller(
                name,
                "session-" + name,
                true,
                false,
                new TreeMap<>(Map.of("owner", AttributeValue.known(owner))),
                new TreeSet<>(),
                Optional.empty());
    }

    private static long number(Answer answer) {
        return ((Answer.Done) answer).number();
    }

    @Test
    void eachEventHasItsLineAndTheTaskItsStory() throws Exception {
        var store = new FaultyStore();
        var signer = Ed25519Signer.generate("example.com/test", new SecureRandom());
        try (Domain domain = Rig.open(store, store, signer, Rig.bundle("one"), new AtomicLong(1_795_000_000_000L))) {
            long task = Rig.task(domain, ANN);
            long call = ((Answer.Permit)
                            domain.ask(Rig.call0(ANN, task, Rig.edit("7"))).answer())
                    .call();
            long lease = number(domain.ask(new LeaseCommand.Issue(
                            ANN,
                            task,
                            OptionalLong.of(call),
                            "reports\u001b[2J",
                            "postgres",
                            new TreeMap<>(Map.of("role", "il_1")),
                            true,
                            OptionalLong.of(60_000)))
                    .answer());
            domain.ask(new LeaseCommand.Confirm(lease, LeaseStep.ISSUED));
            domain.ask(new LeaseCommand.Renew(lease, ANN, OptionalLong.of(90_000)));
            domain.ask(new AgentCommand.Suspend("ann", VERA, "acts strangely"));
            domain.ask(new LeaseCommand.Confirm(lease, LeaseStep.WITHDRAWN));
            long resume = number(domain.ask(new AgentCommand.ProposeResume(new Key("agent", "ann"), VERA, "looked at"))
                    .answer());
            domain.ask(new AgentCommand.AnswerResume(resume, ADAM, true, "agreed", Optional.of(ANN)));
            domain.ask(new AgentCommand.OwnerGone("payables", List.of("ann"), VERA, "dissolved"));
            domain.ask(new Command.Tick());

            var lines = new ArrayList<String>();
            domain.history().scan(lease, domain.ledger().size(), recorded -> {
                EventLine line = EventLine.of(recorded, domain.history(), CallPhrases.NONE);
                lines.add(line.id() + " | " + line.who() + " | " + line.verdict() + " | " + line.what());
            });
            assertThat(lines.getFirst())
                    .startsWith("lease-" + lease + " | ann | issued | postgres reports")
                    .contains(" in t-" + task + " with c-" + call + " until 2026-", ", bound to role il_1")
                    .doesNotContain("\u001b");
            assertThat(lines.subList(1, lines.size()))
                    .containsExactly(
                            lease + 1 + " | ann | in use | lease-" + lease,
                            lease + 2 + " | ann | renewed | lease-" + lease + " until 2026-11-18 11:08:10Z",
                            lease + 3 + " | vera | suspended | ann: by hand  \"acts strangely\"",
                            lease + 4 + " | vera | revoked | lease-" + lease
                                    + " of ann: its holder, or an agent its holder works for, is suspended",
                            lease + 5 + " | ann | withdrawn | lease-" + lease,
                            "r-" + resume + " | vera | proposed | resume agent ann  \"looked at\"",
                            resume + 1 + " | adam | resumed | r-" + resume + "  \"agreed\"",
                            resume + 2 + " | vera | gone | owner payables, suspended with it: ann  \"dissolved\"");

            TaskStory story = TaskStory.of(
                            lease, domain.history(), domain.ledger().size())
                    .orElseThrow();
            assertThat(String.join("\n", new TaskText(CallPhrases.NONE, Paint.NONE, 200).lines(story)))
                    .contains(
                            "leases",
                            "lease-" + lease,
                            "revoked: its holder, or an agent its holder works for, is suspended");
            CallStory told =
                    CallStory.of(call, domain.history(), domain.ledger().size()).orElseThrow();
            assertThat(told.later()).isNotEmpty();
        }
    }

    @Test
    void aLeaseHasAnId() {
        assertThat(Ids.parseLease("lease-27")).hasValue(27);
        assertThat(Ids.parseLease("27")).hasValue(27);
        assertThat(Ids.parseAny("lease-27")).hasValue(27);
        assertThat(Ids.parseAny("r-27")).hasValue(27);
        assertThat(Ids.parseLease("lease-027")).isEmpty();
        assertThat(Ids.parseLease("lease-")).isEmpty();
    }
}
