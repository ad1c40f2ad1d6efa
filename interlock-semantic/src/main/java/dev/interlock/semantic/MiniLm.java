package dev.interlock.semantic;

import dev.interlock.provenance.distance.TextEmbedding;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;

/**
 * The sentence embeddings of all-MiniLM-L6-v2, a model of 22 million parameters, quantized to 8 bits: 384 dimensions, English for the
 * most part. It runs on the CPU of this process by ONNX Runtime and never uses the network. Thread-safe. See Reimers and Gurevych,
 * "Sentence-BERT", EMNLP 2019.
 */
public final class MiniLm implements TextEmbedding {

    /** Stands for a text without letters and digits, which the model may refuse. */
    private static final String NOTHING = ".";

    private final AllMiniLmL6V2QuantizedEmbeddingModel model;

    /**
     * Loads the model, which takes some 300 ms.
     *
     * @throws RuntimeException if its file is missing from the jar or damaged, or ONNX Runtime has no library for this platform
     */
    public MiniLm() {
        // The texts are short, so one thread embeds them faster than several that have to be started.
        this.model = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
    }

    @Override
    public float[] embed(String text) {
        return model.embed(hasWords(text) ? text : NOTHING).content().vector();
    }

    private static boolean hasWords(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
