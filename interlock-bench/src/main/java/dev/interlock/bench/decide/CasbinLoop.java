package dev.interlock.bench.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** jCasbin with 1,000 rules: one random request, half of them allowed. It has no history and knows no party but the caller. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CasbinLoop {

    static final int RULES = 1_000;
    private static final int USERS_PER_GROUP = 10;
    private static final int POOL = 1 << 16;

    private Enforcer enforcer;
    private final String[][] requests = new String[POOL][];
    private int next;

    @Setup
    public void prepare() {
        var model = new Model();
        model.addDef("r", "r", "sub, obj, act");
        model.addDef("p", "p", "sub, obj, act");
        model.addDef("g", "g", "_, _");
        model.addDef("e", "e", "some(where (p.eft == allow))");
        model.addDef("m", "m", "g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act");
        enforcer = new Enforcer(model);
        enforcer.enableLog(false);
        enforcer.enableAutoSave(false);
        List<List<String>> policies = new ArrayList<>();
        List<List<String>> members = new ArrayList<>();
        for (int rule = 0; rule < RULES; rule++) {
            policies.add(List.of("group" + rule, "data" + rule / 10, "read"));
            for (int user = 0; user < USERS_PER_GROUP; user++) {
                members.add(List.of("user" + (rule * USERS_PER_GROUP + user), "group" + rule));
            }
        }
        enforcer.addPolicies(policies);
        enforcer.addGroupingPolicies(members);
        var random = new Random(1);
        for (int i = 0; i < POOL; i++) {
            int rule = random.nextInt(RULES);
            int user = rule * USERS_PER_GROUP + random.nextInt(USERS_PER_GROUP);
            requests[i] = new String[] {"user" + user, "data" + rule / 10, random.nextBoolean() ? "read" : "write"};
        }
    }

    @Benchmark
    public boolean decide() {
        String[] request = requests[next++ & (POOL - 1)];
        return enforcer.enforce(request[0], request[1], request[2]);
    }
}
