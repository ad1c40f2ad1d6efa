package dev.interlock.server.credential.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.server.credential.CredentialEngine;
import dev.interlock.server.credential.EngineException;
import dev.interlock.server.credential.Grant;
import dev.interlock.server.credential.Issued;
import dev.interlock.server.credential.Withdrawal;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** In which order what ended becomes useless and is taken back. */
class WithdrawalsTest {

    private static final long BROKEN = 13;
    private static final int MANY = 50;

    /** Its withdrawals hang until they are let go. */
    private static final class Slow implements CredentialEngine {
        final LinkedBlockingQueue<Long> stopped = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Long> withdrawn = new LinkedBlockingQueue<>();
        final CountDownLatch letGo = new CountDownLatch(1);

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public Issued issue(Grant grant) {
            throw new AssertionError("nobody asks for one");
        }

        @Override
        public void stop(long lease) throws EngineException {
            stopped.add(lease);
            if (lease == BROKEN) {
                throw new EngineException("the other side does not answer");
            }
        }

        @Override
        public Withdrawal withdraw(long lease) throws EngineException {
            try {
                letGo.await();
            } catch (InterruptedException e) {
                throw new EngineException("interrupted");
            }
            withdrawn.add(lease);
            return Withdrawal.GONE;
        }

        @Override
        public Set<Long> present() {
            return Set.of();
        }

        @Override
        public void close() {}
    }

    @Test
    void whatEndedIsStoppedThoughTheWithdrawalsOfOthersHang() throws Exception {
        var store = new FaultyStore();
        var engine = new Slow();
        try (var domain = Rig.open(
                        store,
                        store,
                        Ed25519Signer.generate("example.com/withdrawals", new SecureRandom()),
                        Rig.bundle("one"),
                        new AtomicLong(1_000_000));
                var withdrawals =
                        new Withdrawals(new Offer("orders", engine, Duration.ofMinutes(10)), domain, lease -> {})) {
            for (long lease = 0; lease < MANY; lease++) {
                withdrawals.add(lease);
            }
            for (int i = 0; i < MANY; i++) {
                assertThat(engine.stopped.poll(120, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(engine.withdrawn).isEmpty();

            engine.letGo.countDown();

            for (int i = 0; i < MANY; i++) {
                assertThat(engine.withdrawn.poll(120, TimeUnit.SECONDS))
                        .as("also what could not be stopped, which is %s", BROKEN)
                        .isNotNull();
            }
        }
    }
}
