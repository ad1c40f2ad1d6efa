package dev.interlock.server.credential.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.credential.CredentialEngine;
import dev.interlock.server.credential.Grant;
import dev.interlock.server.credential.Issued;
import dev.interlock.server.credential.Withdrawal;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a sweep takes for abandoned: leases of earlier processes at once, those of this one when nobody has come for them. */
class SweepTest {

    private static final Caller ANN = Rig.agent("ann", "payables");
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final AtomicLong clock = new AtomicLong(1_000_000);

    /** Leaves nothing anywhere. */
    private static final CredentialEngine ENGINE = new CredentialEngine() {
        @Override
        public String kind() {
            return "test";
        }

        @Override
        public Issued issue(Grant grant) {
            throw new AssertionError("nobody asks for one");
        }

        @Override
        public Withdrawal withdraw(long lease) {
            throw new AssertionError("nothing is left of one");
        }

        @Override
        public boolean leavesSomething() {
            return false;
        }

        @Override
        public Set<Long> present() {
            return Set.of();
        }

        @Override
        public void close() {}
    };

    private Broker broker(Domain domain) {
        return new Broker(domain, List.of(new Offer("orders", ENGINE, LIFE)), Map.of());
    }

    /** As the broker asks for one, before it has heard the answer. */
    private static long issued(Domain domain) {
        long task = Rig.task(domain, ANN);
        Answer answer = domain.ask(new LeaseCommand.Issue(
                        ANN,
                        task,
                        OptionalLong.empty(),
                        "orders",
                        "test",
                        new TreeMap<>(),
                        false,
                        OptionalLong.of(LIFE.toMillis())))
                .answer();
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).number();
    }

    private Domain domain() throws Exception {
        var store = new FaultyStore();
        return Rig.open(
                store,
                store,
                dev.interlock.ledger.note.Ed25519Signer.generate("example.com/sweeps", new SecureRandom()),
                Rig.bundle("one"),
                clock);
    }

    @Test
    void aLeaseThatIsJustBeingIssuedIsLeftAlone() throws Exception {
        try (Domain domain = domain();
                Broker broker = broker(domain)) {
            long lease = issued(domain);
            broker.sweep();
            assertThat(domain.leases().live(lease, clock.get())).isTrue();
            broker.sweep();
            assertThat(domain.leases().live(lease, clock.get()))
                    .as("nobody has come for it")
                    .isFalse();
        }
    }

    @Test
    void aLeaseOfAnEarlierProcessEndsAtOnce() throws Exception {
        try (Domain domain = domain()) {
            long lease = issued(domain);
            try (Broker broker = broker(domain)) {
                broker.sweep();
                assertThat(domain.leases().live(lease, clock.get())).isFalse();
            }
        }
    }
}
