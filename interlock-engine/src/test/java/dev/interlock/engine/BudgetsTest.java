package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Budgets;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The bounds to what one party may have open: the starter pays, and nobody else. */
class BudgetsTest {
    private final Office office = new Office(new Budgets(2, 10));
    private final Caller ada = Office.agent("ada", "payables");
    private final Caller ben = Office.agent("ben", "treasury");
    private final Caller vera = Office.person("vera", "controls");

    private Answer open(Caller opener, Caller agent, OptionalLong parent, String instruction, List<Key> objects) {
        return office.ask(new Command.OpenTask(
                opener,
                parent,
                agent,
                objects.isEmpty() ? "any" : "about",
                "sha-256:2",
                instruction,
                objects,
                OptionalLong.empty(),
                OptionalInt.empty()));
    }

    private Answer open(Caller opener, Caller agent) {
        return open(opener, agent, OptionalLong.empty(), "", List.of());
    }

    private static long opened(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).number();
    }

    private static void refused(Answer answer, String why) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.TASKS_EXHAUSTED);
            assertThat(refused.message()).contains(why, "end those that are finished");
        });
    }

    private static List<Key> objects(int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> new Key("vendor", "v" + i))
                .toList();
    }

    @Test
    void aPartyHasSoManyTasksAndOthersHaveTheirs() {
        long first = opened(open(ada, ada));
        opened(open(ada, ada));
        int recorded = office.recorded.size();
        refused(open(ada, ada), "`ada` has 2 open tasks");
        assertThat(office.recorded).as("nothing is recorded of it").hasSize(recorded);
        opened(open(ben, ben));
        opened(open(vera, ada));
        office.restart();
        refused(open(ada, ada), "`ada` has 2 open tasks");
        assertThat(office.ask(new Command.EndTask(first, ada, EndReason.CLOSED)))
                .isInstanceOf(Answer.Done.class);
        opened(open(ada, ada));
    }

    @Test
    void whoeverIsStartedPaysNothing() {
        long task = opened(open(ada, ada));
        opened(open(ada, ben, OptionalLong.of(task), "", List.of()));
        refused(open(ada, ben, OptionalLong.of(task), "", List.of()), "`ada` has 2 open tasks");
        opened(open(ben, ben));
        opened(open(ben, ben));
        refused(open(ben, ben), "`ben`");
    }

    @Test
    void objectsAndLongTextsCountToo() {
        opened(open(ada, ada, OptionalLong.empty(), "", objects(8)));
        refused(open(ada, ada, OptionalLong.empty(), "", objects(3)), "more than 10 objects");
        refused(open(ada, ada, OptionalLong.empty(), "x".repeat(3 * 256), List.of()), "more than 10 objects");
        Key longOne = new Key("vendor", "v".repeat(2 * 256));
        refused(open(ada, ada, OptionalLong.empty(), "", List.of(longOne)), "more than 10 objects");
        opened(open(ada, ada, OptionalLong.empty(), "x".repeat(256), objects(1)));
    }

    /** Many agents of one owner have together what four parties have. */
    @Test
    void allOfAnOwnerHaveABoundToo() {
        for (int i = 0; i < 4; i++) {
            Caller one = Office.agent("agent-" + i, "payables");
            opened(open(one, one));
            opened(open(one, one));
        }
        Caller more = Office.agent("agent-4", "payables");
        refused(open(more, more), "the owner `payables` has 8 open tasks");
        opened(open(ben, ben));
        opened(open(vera, more));
        assertThat(office.last()).isInstanceOf(Event.TaskOpened.class);
    }
}
