package dev.interlock.bench.token;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.Resources;
import dev.interlock.server.oauth.TaskToken;
import dev.interlock.server.oauth.TaskTokens;
import dev.interlock.server.oauth.TokenKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * {@code bench/run mint}: how many tokens for tasks are made in a second, compared with nothing but signing as many bytes with a key of the
 * same type, and how long it takes to verify one that was verified before. One thread; the record of the lease is not part of it, that is
 * {@code bench/run ledger}'s.
 */
public final class MintBench implements Bench {

    private static final String NAME = "mint";
    private static final String ISSUER = "https://gateway.example.com";
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration TIME = Duration.ofSeconds(3);
    /** Tokens that are live at the same time, which are verified in turn. */
    private static final int LIVE = 1_000;
    /** Rounds, of which the middle one counts: what else a machine does meets both sides. */
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "task tokens made and verified per second";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        if (!args.isEmpty()) {
            throw new BadArguments("takes no arguments");
        }
        for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256)) {
            try (var folder = new TemporaryFolder(NAME)) {
                measure(algorithm, folder.path(), results);
            }
        }
    }

    private static void measure(Algorithm algorithm, Path folder, ResultPrinter results) throws Exception {
        Instant now = Instant.now();
        var random = new SecureRandom();
        var keys = new TokenKeys(
                SigningKeys.open(folder, algorithm, now, random),
                SigningKeys.openForLanes(folder, algorithm, now, random));
        var tokens = new TaskTokens(() -> ISSUER, new Resources(Set.of("erp"), Set.of()), keys);
        ArrayNode details = details();
        String one = tokens.mint(token(0, now), details, now);
        byte[] signed = one.substring(0, one.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        IntUnaryOperator minting = i -> tokens.mint(token(i, now), details, now).length();
        IntUnaryOperator signing = raw(algorithm, signed);
        perSecond(minting, WARM_UP);
        perSecond(signing, WARM_UP);
        var minted = new ArrayList<Double>();
        var raw = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            minted.add(perSecond(minting, TIME));
            raw.add(perSecond(signing, TIME));
        }
        Map<String, Object> params = Map.of("alg", algorithm.written());
        results.print(new Result(NAME, "mint_per_second", params, middle(minted), "1/s")
                .comparedWith("raw-signature", middle(raw)));

        List<String> live = new ArrayList<>();
        for (int i = 0; i < LIVE; i++) {
            live.add(tokens.mint(token(i, now), details, now));
        }
        IntUnaryOperator verifying =
                i -> tokens.verify(live.get(i % LIVE), now) instanceof JwtResult.Ok<TaskToken> ? 1 : fail();
        perSecond(verifying, WARM_UP);
        var verified = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            verified.add(1e6 / perSecond(verifying, TIME));
        }
        results.print(new Result(NAME, "verify_cached_us", params, middle(verified), "us"));
    }

    private static int fail() {
        throw new IllegalStateException("a token that the benchmark made was refused");
    }

    private static TaskToken token(int number, Instant now) {
        return new TaskToken(
                number + 1,
                number / 10 + 1,
                "invoice-desk",
                "/mcp/erp",
                new TaskToken.Binding.Key("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"),
                Instant.ofEpochSecond(now.getEpochSecond() + 300));
    }

    private static ArrayNode details() {
        ArrayNode details = Json.array();
        var one = details.addObject()
                .put("type", "interlock_task")
                .put("task", "t-1")
                .put("intent", "pay-invoice");
        one.putArray("objects").add("invoice/2026-7");
        one.putObject("limits").put("calls", 40).put("until", 1_795_000_900L);
        return details;
    }

    private static IntUnaryOperator raw(Algorithm algorithm, byte[] signed) throws GeneralSecurityException {
        boolean edwards = algorithm == Algorithm.ED25519;
        KeyPairGenerator generator = KeyPairGenerator.getInstance(edwards ? "Ed25519" : "EC");
        if (!edwards) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        var secret = generator.generateKeyPair().getPrivate();
        Signature signature = Signature.getInstance(edwards ? "Ed25519" : "SHA256withECDSAinP1363Format");
        return i -> {
            try {
                signature.initSign(secret);
                signature.update(signed);
                return signature.sign().length;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static double perSecond(IntUnaryOperator action, Duration time) {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        int done = 0;
        long sum = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < 16; i++) {
                sum += action.applyAsInt(done++);
            }
        }
        if (sum == 0) {
            throw new IllegalStateException("nothing was done");
        }
        return done / ((System.nanoTime() - start) / 1e9);
    }

    private static double middle(List<Double> figures) {
        return figures.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
    }
}
