package dev.interlock.server.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CredentialEngine} has to do. Extend it with a test class that says how the engine is opened, and how its
 * credentials are used.
 */
public abstract class CredentialEngineConformance {

    private static final AtomicLong LEASES = new AtomicLong(100);

    private CredentialEngine engine;

    /** Opens the engine anew; what was issued before through another one is still there. */
    protected abstract CredentialEngine open() throws Exception;

    /** Whether the other side, asked now, takes it. */
    protected abstract boolean usable(Issued issued) throws Exception;

    /** Makes the other side fail from now on. False where there is none that could. */
    protected boolean breakOtherSide() throws Exception {
        return false;
    }

    protected void mendOtherSide() throws Exception {}

    /** Whether each lease has a secret of its own. */
    protected boolean secretsDiffer() {
        return true;
    }

    @BeforeEach
    void opened() throws Exception {
        engine = open();
    }

    @AfterEach
    void closed() {
        engine.close();
    }

    protected static Grant grant() {
        return grant(Duration.ofMinutes(10));
    }

    protected static Grant grant(Duration life) {
        return new Grant(LEASES.incrementAndGet(), "t-7", "clerk", Instant.now().plus(life));
    }

    /** What a withdrawal says holds. */
    private void assertWithdrawn(Withdrawal withdrawal, Issued issued) throws Exception {
        if (withdrawal != Withdrawal.UNUSED) {
            assertThat(usable(issued)).isFalse();
        }
    }

    @Test
    void whatIsIssuedCanBeUsedUntilItIsWithdrawn() throws Exception {
        Grant grant = grant();
        Issued issued = engine.issue(grant);
        assertThat(usable(issued)).isTrue();
        assertWithdrawn(engine.withdraw(grant.lease()), issued);
    }

    @Test
    void theGatewayCanHandItOn() throws Exception {
        Grant grant = grant();
        Issued issued = engine.issue(grant);
        assertThat(issued.environment()).isNotEmpty().allSatisfy((name, value) -> {
            assertThat(name).matches("[A-Z][A-Z0-9_]*");
            assertThat(value).isNotBlank();
        });
        issued.authorization().ifPresent(header -> assertThat(header).matches("(Bearer|Basic) [!-~]+"));
        engine.withdraw(grant.lease());
    }

    @Test
    void aWithdrawalMayBeRepeated() throws Exception {
        Grant grant = grant();
        Issued issued = engine.issue(grant);
        Withdrawal first = engine.withdraw(grant.lease());
        assertThat(engine.withdraw(grant.lease())).isEqualTo(first);
        assertWithdrawn(first, issued);
    }

    @Test
    void whatNobodyIssuedIsWithdrawnToo() throws Exception {
        long lease = grant().lease();
        engine.withdraw(lease);
        assertThat(engine.present()).doesNotContain(lease);
    }

    @Test
    void whatIsStoppedIsWithdrawnAllTheSameAndTheOthersGoOn() throws Exception {
        Grant stopped = grant();
        Grant other = grant();
        Issued issued = engine.issue(stopped);
        Issued ofOther = engine.issue(other);
        engine.stop(stopped.lease());
        engine.stop(stopped.lease());
        engine.stop(grant().lease());
        assertWithdrawn(engine.withdraw(stopped.lease()), issued);
        assertThat(engine.present()).doesNotContain(stopped.lease());
        assertThat(usable(ofOther)).isTrue();
        engine.withdraw(other.lease());
    }

    @Test
    void anotherProcessWithdrawsByTheNumberAlone() throws Exception {
        Grant grant = grant();
        Issued issued = engine.issue(grant);
        try (CredentialEngine other = open()) {
            assertWithdrawn(other.withdraw(grant.lease()), issued);
        }
        assertWithdrawn(engine.withdraw(grant.lease()), issued);
    }

    @Test
    void oneLeaseEndsAndTheOthersGoOn() throws Exception {
        Grant one = grant();
        Grant other = grant();
        Issued ofOne = engine.issue(one);
        Issued ofOther = engine.issue(other);
        if (secretsDiffer()) {
            assertThat(ofOne.environment()).isNotEqualTo(ofOther.environment());
        }
        assertWithdrawn(engine.withdraw(one.lease()), ofOne);
        assertThat(usable(ofOther)).isTrue();
        engine.withdraw(other.lease());
    }

    @Test
    void whatIsPresentAtTheOtherSideIsWhatIsNotWithdrawn() throws Exception {
        Grant kept = grant();
        Grant gone = grant();
        engine.issue(kept);
        engine.issue(gone);
        boolean leavesSomething = engine.present().contains(kept.lease());
        engine.withdraw(gone.lease());
        assertThat(engine.present()).doesNotContain(gone.lease());
        try (CredentialEngine other = open()) {
            assertThat(other.present().contains(kept.lease())).isEqualTo(leavesSomething);
        }
        engine.withdraw(kept.lease());
        assertThat(engine.present()).doesNotContain(kept.lease());
    }

    @Test
    void nothingShowsTheSecret() throws Exception {
        Grant grant = grant();
        Issued issued = engine.issue(grant);
        String shown = issued + " " + engine + " " + grant;
        issued.bare().ifPresent(secret -> assertThat(shown).doesNotContain(secret));
        issued.authorization().ifPresent(secret -> assertThat(shown).doesNotContain(secret));
        issued.environment().values().stream()
                .filter(value -> value.length() >= 20)
                .forEach(value -> assertThat(shown).doesNotContain(value));
        engine.withdraw(grant.lease());
    }

    @Test
    void whatHasExpiredIsOfNoUse() throws Exception {
        Grant over = grant(Duration.ofMinutes(-5));
        try {
            Issued issued = engine.issue(over);
            if (engine.withdraw(grant().lease()) != Withdrawal.UNUSED) {
                assertThat(usable(issued)).isFalse();
            }
        } catch (EngineException e) {
            assertThat(e).hasMessageContaining("expired");
        }
        engine.withdraw(over.lease());
    }

    @Test
    void manyAtOnceDoNotGetIntoEachOthersWay() throws Exception {
        var issued = new ConcurrentHashMap<Long, Issued>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Grant>> all = java.util.stream.IntStream.range(0, 24)
                    .mapToObj(i -> threads.submit(() -> {
                        Grant grant = grant();
                        issued.put(grant.lease(), engine.issue(grant));
                        if (i % 3 == 0) {
                            engine.withdraw(grant.lease());
                        }
                        return grant;
                    }))
                    .toList();
            for (int i = 0; i < all.size(); i++) {
                long lease = all.get(i).get().lease();
                if (i % 3 == 0) {
                    assertWithdrawn(engine.withdraw(lease), issued.get(lease));
                } else {
                    assertThat(usable(issued.get(lease))).isTrue();
                }
            }
            List<Future<Withdrawal>> ends = issued.keySet().stream()
                    .map(lease -> threads.submit(() -> engine.withdraw(lease)))
                    .toList();
            for (Future<Withdrawal> each : ends) {
                each.get();
            }
        }
        assertThat(engine.present()).doesNotContainAnyElementsOf(issued.keySet());
    }

    @Test
    void aWithdrawalThatDoesNotReachTheOtherSideSaysSoAndIsMadeUpFor() throws Exception {
        Grant grant = grant();
        Issued issued = engine.issue(grant);
        if (!breakOtherSide()) {
            return;
        }
        try {
            assertThatThrownBy(() -> engine.withdraw(grant.lease()))
                    .isInstanceOf(EngineException.class)
                    .satisfies(e -> issued.environment().values().stream()
                            .filter(value -> value.length() >= 20)
                            .forEach(value ->
                                    assertThat(String.valueOf(e.getMessage())).doesNotContain(value)));
            assertThatThrownBy(() -> engine.issue(grant())).isInstanceOf(EngineException.class);
            assertThatThrownBy(engine::present).isInstanceOf(EngineException.class);
        } finally {
            mendOtherSide();
        }
        assertThatCode(() -> assertWithdrawn(engine.withdraw(grant.lease()), issued))
                .doesNotThrowAnyException();
        assertThat(engine.present()).doesNotContain(grant.lease());
    }
}
