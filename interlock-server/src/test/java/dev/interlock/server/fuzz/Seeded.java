package dev.interlock.server.fuzz;

import java.util.HexFormat;
import java.util.Random;

/** Inputs from a seed, short ones as a rule. */
final class Seeded {
    private Seeded() {}

    static void run(FuzzTarget target, long seed, int count) {
        var random = new Random(seed);
        for (int i = 0; i < count; i++) {
            byte[] input = new byte[random.nextInt(random.nextInt(4) == 0 ? 400 : 60)];
            random.nextBytes(input);
            try {
                target.run(input);
            } catch (Exception | Error e) {
                throw new AssertionError(
                        "input " + i + " of seed " + seed + ": "
                                + HexFormat.of().formatHex(input),
                        e);
            }
        }
    }
}
