package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.table.ActorTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key on which many parties act knows the latest call by whoever may be the same, for each entry and attribute. */
class CrowdTest {

    private static final long NEVER = Long.MIN_VALUE;
    private static final int PAYS = 0;
    private static final int CHECKS = 1;
    private static final int LAST = 63;

    private final ActorTable actors = new ActorTable(List.of("owner"));
    private final int agent = actors.column("agent");
    private final int owner = actors.column("owner");
    private Crowd crowd = new Crowd(actors);
    private int ada;
    private int ben;
    private int cleo;
    private int nemo;

    private int party(String name, AttributeValue ownedBy) {
        return actors.intern(Actor.of(Map.of(
                "runtime", AttributeValue.notApplicable(), "agent", AttributeValue.known(name), "owner", ownedBy)));
    }

    @BeforeEach
    void adaAndBenAreOfOneOwnerAndNobodyKnowsNemos() {
        ada = party("ada", AttributeValue.known("x"));
        ben = party("ben", AttributeValue.known("x"));
        cleo = party("cleo", AttributeValue.known("y"));
        nemo = party("nemo", AttributeValue.unknown());
    }

    private void add(int actor, int entry, long call, long time) {
        crowd.add(actors.row(actor), entry, call, time, NEVER);
    }

    private long recent(int column, int actor, int entry, long after) {
        return crowd.mostRecent(column, actors.row(actor)[column], entry, after);
    }

    @Test
    void theLatestCallByTheSameValueIsFound() {
        add(ada, PAYS, 11, 100);
        add(cleo, PAYS, 12, 200);
        add(ben, PAYS, 13, 300);
        add(ben, CHECKS, 14, 400);

        assertThat(recent(agent, ada, PAYS, NEVER)).isEqualTo(11);
        assertThat(recent(owner, ada, PAYS, NEVER)).isEqualTo(13);
        assertThat(recent(owner, cleo, PAYS, NEVER)).isEqualTo(12);
        assertThat(recent(owner, ada, CHECKS, NEVER)).isEqualTo(14);
        assertThat(recent(owner, cleo, CHECKS, NEVER)).isEqualTo(-1);
        assertThat(crowd.timeOfMostRecent(owner, actors.row(ada)[owner], PAYS, NEVER))
                .isEqualTo(300);
    }

    @Test
    void aCallAtTheEndOfTheWindowIsOutside() {
        add(ada, PAYS, 0, 100);

        assertThat(recent(owner, ben, PAYS, 99)).isZero();
        assertThat(recent(owner, ben, PAYS, 100)).isEqualTo(-1);
        assertThat(crowd.isExpired(99)).isFalse();
        assertThat(crowd.isExpired(100)).isTrue();
    }

    @Test
    void itIsExpiredWhenItsLastCallIs() {
        add(ada, PAYS, 11, 100);
        add(cleo, CHECKS, 12, 200);

        assertThat(crowd.isExpired(199)).isFalse();
        assertThat(crowd.isExpired(200)).isTrue();
    }

    @Test
    void whoeverIsUnknownMayBeAnybody() {
        add(nemo, PAYS, 11, 100);
        add(cleo, CHECKS, 12, 200);

        assertThat(recent(owner, ada, PAYS, NEVER)).as("may be nemo's owner").isEqualTo(11);
        assertThat(crowd.mostRecent(owner, ActorTable.FRESH, PAYS, NEVER)).isEqualTo(11);
        assertThat(recent(owner, nemo, CHECKS, NEVER)).as("may be cleo's owner").isEqualTo(12);
        add(ada, PAYS, 13, 300);
        assertThat(recent(owner, ben, PAYS, NEVER)).as("the later of the two").isEqualTo(13);
        add(nemo, PAYS, 14, 400);
        assertThat(recent(owner, ben, PAYS, NEVER)).isEqualTo(14);
    }

    @Test
    void whatIsNotApplicableIsTheSameAsNothing() {
        add(ada, PAYS, 11, 100);
        int runtime = actors.column("runtime");

        assertThat(recent(runtime, ada, PAYS, NEVER)).isEqualTo(-1);
        assertThat(crowd.mostRecent(runtime, ActorTable.UNKNOWN, PAYS, NEVER)).isEqualTo(-1);
        assertThat(crowd.mostRecent(owner, ActorTable.NOT_APPLICABLE, PAYS, NEVER))
                .isEqualTo(-1);
    }

    @Test
    void severalOwnersAreEachOfThem() {
        int both = party("dan", AttributeValue.known(List.of("x", "y")));
        add(cleo, PAYS, 11, 100);
        assertThat(recent(owner, both, PAYS, NEVER)).isEqualTo(11);
        add(ada, PAYS, 12, 200);
        assertThat(recent(owner, both, PAYS, NEVER)).isEqualTo(12);
        add(both, CHECKS, 13, 300);
        assertThat(recent(owner, ben, CHECKS, NEVER)).isEqualTo(13);
        assertThat(recent(owner, cleo, CHECKS, NEVER)).isEqualTo(13);
    }

    @Test
    void entriesAreCoveredInTheColumnsInWhichSomebodyMayBeTheSame() {
        add(ben, PAYS, 11, 100);
        add(cleo, CHECKS, 12, 200);
        add(ada, LAST, 13, 300);
        long[] covered = new long[actors.columns()];
        covered[owner] = 1L << CHECKS;

        crowd.cover(actors.row(ada), new int[] {agent, owner}, LAST + 1, 99, covered);

        assertThat(covered[agent]).isEqualTo(1L << LAST);
        assertThat(covered[owner]).isEqualTo(1L << PAYS | 1L << CHECKS | 1L << LAST);
        assertThat(covered[actors.column("runtime")]).isZero();
        long[] later = new long[actors.columns()];
        crowd.cover(actors.row(ada), new int[] {owner}, LAST, 100, later);
        assertThat(later).as("outside the window, or behind the last entry").containsOnly(0);
    }

    @Test
    void theValuesOfAColumnAreThoseOfCallsInTheWindow() {
        add(ada, PAYS, 11, 100);
        add(nemo, CHECKS, 12, 200);
        add(cleo, LAST, 13, 300);
        var found = new TreeSet<Integer>();

        crowd.values(owner, 99, found);
        assertThat(found).containsExactly(ActorTable.UNKNOWN, actors.row(ada)[owner], actors.row(cleo)[owner]);
        found.clear();
        crowd.values(owner, 100, found);
        assertThat(found).containsExactly(ActorTable.UNKNOWN, actors.row(cleo)[owner]);
        found.clear();
        crowd.values(owner, 300, found);
        crowd.values(actors.column("runtime"), NEVER, found);
        assertThat(found).isEmpty();
    }

    @Test
    void ofLinkedValuesTheLaterCallCounts() {
        add(cleo, PAYS, 11, 100);
        add(ada, PAYS, 12, 200);
        add(ada, CHECKS, 13, 300);
        add(cleo, CHECKS, 14, 400);
        add(cleo, LAST, 15, 500);

        crowd.merge(actors.merge("owner", "x", "y").orElseThrow(), Long.SIZE);

        for (int party : new int[] {ada, ben, cleo}) {
            assertThat(recent(owner, party, PAYS, NEVER)).isEqualTo(12);
            assertThat(recent(owner, party, CHECKS, NEVER)).isEqualTo(14);
            assertThat(recent(owner, party, LAST, NEVER)).isEqualTo(15);
        }
        assertThat(recent(agent, ada, CHECKS, NEVER)).isEqualTo(13);
        var found = new TreeSet<Integer>();
        crowd.values(owner, NEVER, found);
        assertThat(found).containsExactly(actors.row(ada)[owner]);
    }

    @Test
    void nothingIsForgottenThatMayStillCount() {
        for (int round = 0; round < 20; round++) {
            for (int one = 0; one < 40; one++) {
                int party = party("agent-" + one, AttributeValue.known("owner-" + one % 7));
                crowd.add(actors.row(party), one % 2, 1_000 * round + one, 1_000 * round + one, NEVER);
            }
        }
        for (int one = 0; one < 40; one++) {
            assertThat(recent(agent, party("agent-" + one, AttributeValue.known("owner-" + one % 7)), one % 2, NEVER))
                    .isEqualTo(19_000 + one);
        }
    }

    @Test
    void itsSizeFollowsWhatIsLive() throws IOException {
        for (int call = 1; call <= 2_000; call++) {
            int party = party("agent-" + call, AttributeValue.known("owner-" + call));
            // In a window of ten milliseconds there are ten of them.
            crowd.add(actors.row(party), PAYS, call, call, call - 10);
        }
        assertThat(bytes(crowd).length).isLessThan(4_000);

        var busy = new Crowd(actors);
        for (int call = 1; call <= 2_000; call++) {
            busy.add(actors.row(call % 2 == 0 ? ada : cleo), PAYS, call, call, NEVER);
        }
        assertThat(bytes(busy).length)
                .as("two parties, who act again and again")
                .isLessThan(1_000);
    }

    @Test
    void aCallThatIsExpiredIsDroppedWhenTheSpaceIsUsedUp() throws IOException {
        for (int call = 1; call <= 16; call++) {
            int party = party("agent-" + call, AttributeValue.known("owner-" + call));
            crowd.add(actors.row(party), PAYS, call, 100, NEVER);
        }
        int full = bytes(crowd).length;
        crowd.add(actors.row(ada), PAYS, 17, 101, 100);

        assertThat(bytes(crowd).length).isLessThan(full / 2);
        assertThat(recent(owner, ben, PAYS, NEVER)).isEqualTo(17);
        assertThat(recent(agent, party("agent-3", AttributeValue.known("owner-3")), PAYS, NEVER))
                .isEqualTo(-1);
    }

    @Test
    void itIsReadAsItWasWrittenAndGoesOnTheSame() throws IOException {
        for (int call = 1; call <= 20; call++) {
            add(call % 3 == 0 ? ada : cleo, call % 2, call, call);
        }
        byte[] saved = bytes(crowd);
        Crowd before = crowd;
        crowd = new Crowd(actors);
        crowd.read(new DataInputStream(new ByteArrayInputStream(saved)));

        assertThat(bytes(crowd)).isEqualTo(saved);
        assertThat(recent(agent, ada, PAYS, NEVER)).isEqualTo(18);
        assertThat(recent(owner, cleo, CHECKS, 18)).isEqualTo(19);
        assertThat(crowd.isExpired(19)).isFalse();
        for (int call = 21; call <= 60; call++) {
            before.add(actors.row(ben), call % 2, call, call, NEVER);
            add(ben, call % 2, call, call);
        }
        assertThat(bytes(crowd)).isEqualTo(bytes(before));
    }

    private static byte[] bytes(Crowd crowd) throws IOException {
        var bytes = new ByteArrayOutputStream();
        crowd.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
