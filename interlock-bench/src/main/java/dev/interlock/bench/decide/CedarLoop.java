package dev.interlock.bench.decide;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entities;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.Value;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Cedar with 1,000 policies, parsed before: one random request, half of them allowed. It has no history either. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CedarLoop {

    static final int RULES = 1_000;
    private static final int POOL = 1 << 12;

    private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
    private PolicySet policies;
    private final AuthorizationRequest[] requests = new AuthorizationRequest[POOL];
    private final Entities[] entities = new Entities[POOL];
    private int next;

    @Setup
    public void prepare() throws Exception {
        var text = new StringBuilder();
        for (int rule = 0; rule < RULES; rule++) {
            text.append("permit(principal in Role::\"r").append(rule);
            text.append("\", action == Action::\"read\", resource == Doc::\"d").append(rule / 10);
            text.append("\") when { context.amount > 10000 };\n");
        }
        policies = PolicySet.parsePolicies(text.toString());
        policies.cache();
        var random = new Random(1);
        for (int i = 0; i < POOL; i++) {
            int rule = random.nextInt(RULES);
            EntityUID user = id("User::\"u" + i + "\"");
            EntityUID role = id("Role::\"r" + rule + "\"");
            entities[i] = new Entities(
                    Set.of(new Entity(user, Map.of(), Set.of(role)), new Entity(role, Map.of(), Set.of())));
            Map<String, Value> context = Map.of("amount", new PrimLong(random.nextBoolean() ? 20_000 : 5_000));
            requests[i] =
                    new AuthorizationRequest(user, id("Action::\"read\""), id("Doc::\"d" + rule / 10 + "\""), context);
        }
    }

    private static EntityUID id(String text) {
        return EntityUID.parse(text).orElseThrow();
    }

    @Benchmark
    public boolean decide() throws AuthException {
        int i = next++ & (POOL - 1);
        return engine.isAuthorized(requests[i], policies, entities[i])
                .success
                .orElseThrow()
                .isAllowed();
    }
}
