package dev.interlock.bench.replay;

import dev.interlock.policy.catalog.Catalog;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The recorded attacks, rewritten by an attacker who knows rules, labels and lexicon: another text in place of the injected one, the
 * values of the attack in other places, or a detour through other tasks. The agent is assumed to do what it did in the record.
 */
final class AdaptiveAttacks {

    private final Corpus corpus;
    private final AnswerKey key;
    private final Catalog catalog;
    private final AttackTexts texts = new AttackTexts();

    AdaptiveAttacks(Corpus corpus, AnswerKey key, Catalog catalog) throws IOException {
        this.corpus = corpus;
        this.key = key;
        this.catalog = catalog;
    }

    /** The attacks that succeeded, in a variant of a form. */
    Corpus in(AttackForm form, String variant) {
        Map<String, String> results = new HashMap<>(corpus.results());
        List<Corpus.Run> runs = corpus.runs().stream()
                .filter(run -> key.of(run).attacked() && key.of(run).succeeded())
                .map(run -> in(form, variant, new Rewriting(run, key.of(run).stops(), results, catalog, texts)))
                .toList();
        return new Corpus(runs, corpus.labels(), results);
    }

    private static Corpus.Run in(AttackForm form, String variant, Rewriting run) {
        if (run.isAttack()) {
            switch (form) {
                case RECORDED -> {}
                case STATEMENT -> run.replace(injected -> run.sentences("statement", injected));
                case FIELD -> run.forge();
                case BOTH -> {
                    run.replace(injected -> run.sentences("statement", injected));
                    run.forge();
                }
                case SPLIT -> run.split(variant.equals("halves"));
                case LANGUAGE -> run.replace(injected -> run.sentences(variant, injected));
                case ENCODED -> run.replace(Encoding.of(variant));
                case SUB_AGENT -> new Detour(run).throughSubAgent(variant);
                case FILE -> new Detour(run).throughFile(variant);
                case MEMORY -> new Detour(run).throughMemory(variant);
                case LATER -> new Detour(run).remembered();
            }
        }
        return run.rewritten();
    }
}
