package dev.interlock.server.workbench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.http.server.Refusal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Where bundles are tried out: threads of their own, and bounds. Thread-safe. */
public final class Workbench implements AutoCloseable {

    private static final long DEADLINE_MILLIS = 10_000;

    private final TryOut tries;
    private final Playground playground;
    private final BundleReview review;
    /** The stories of the bundle in force, as long as that is in force. */
    private final AtomicReference<Optional<Stories>> stories = new AtomicReference<>(Optional.empty());

    private record Stories(String digest, ObjectNode played) {}

    private Workbench(TryOut tries, BundleReview review) {
        this.tries = tries;
        this.playground = new Playground(tries);
        this.review = review;
    }

    /** @param bundles the bundles that were in force or proposed, by digest */
    public static Workbench of(
            Domain domain, Function<String, Optional<PolicyBundle.Compiled>> bundles, InstantSource clock) {
        return new Workbench(
                new TryOut(DEADLINE_MILLIS), new BundleReview(bundles, domain.history(), domain.ledger()::size, clock));
    }

    public Playground playground() {
        return playground;
    }

    public BundleReview review() {
        return review;
    }

    /** Does what takes a while and does not wait, such as reading a bundle, within the bounds. */
    public <T> T within(Callable<T> work) throws Refusal {
        return tries.of(work);
    }

    /** The scenarios of a bundle that is kept, played once. */
    public ObjectNode stories(String digest, PolicyBundle.Compiled bundle, FileTree files) throws Refusal {
        Optional<Stories> known = stories.get().filter(played -> played.digest().equals(digest));
        if (known.isPresent()) {
            return known.get().played().deepCopy();
        }
        ObjectNode played = tries.of(() -> new StoriesJson(bundle.engine()).of(ScenarioSuite.run(bundle, files)));
        stories.set(Optional.of(new Stories(digest, played)));
        return played.deepCopy();
    }

    @Override
    public void close() {
        tries.close();
        review.close();
    }
}
