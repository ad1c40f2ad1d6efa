package dev.interlock.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TreeTest {
    private final TreeHasher hasher = new TreeHasher();
    private final ProofVerifier verifier = new ProofVerifier();

    @Test
    void hashesOfTheStandard() {
        assertThat(hasher.leaf(new byte[0]).toHex())
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(hasher.leaf(bytes("L123456")).toHex())
                .startsWith("395aa064aa4c")
                .endsWith("4d56");
    }

    @Test
    void theFrontierGivesTheRootOfTheDefinition() throws IOException {
        List<Hash> leaves = leaves(600);
        List<Tile> tiles = new ArrayList<>();
        TileMaker maker = new TileMaker(tiles::add);
        Frontier frontier = new Frontier(hasher, maker);
        for (int size = 0; size <= leaves.size(); size++) {
            assertThat(frontier.root()).isEqualTo(mth(leaves.subList(0, size)));
            assertThat(frontier.subtrees()).hasSize(Integer.bitCount(size));
            Frontier rebuilt = Frontier.at(size, source(leaves), hasher, NodeSink.NONE);
            assertThat(rebuilt.root()).isEqualTo(frontier.root());
            if (size < leaves.size()) {
                frontier.append(leaves.get(size));
            }
        }
        assertThat(tiles).extracting(Tile::toString).containsExactly("tile 0/0 of width 256", "tile 0/1 of width 256");
        assertThat(maker.open())
                .extracting(Tile::toString)
                .containsExactly("tile 0/2 of width 88", "tile 1/0 of width 2");
        assertThat(tiles.get(1).subtree(128, 7, hasher)).isEqualTo(mth(leaves.subList(384, 512)));
        assertThat(TileMaker.at(600, source(leaves), tile -> {}).open()).isEqualTo(maker.open());
    }

    @Test
    void aCompleteSubtreeIsAppendedByItsRoot() throws IOException {
        List<Hash> leaves = leaves(600);
        List<String> nodes = new ArrayList<>();
        Frontier frontier = new Frontier(hasher, (height, index, hash) -> nodes.add(height + "/" + index));
        frontier.append(8, mth(leaves.subList(0, 256)));
        frontier.append(8, mth(leaves.subList(256, 512)));
        frontier.append(6, mth(leaves.subList(512, 576)));
        assertThat(nodes).containsExactly("8/0", "8/1");
        for (Hash leaf : leaves.subList(576, 600)) {
            frontier.append(leaf);
        }
        assertThat(frontier.size()).isEqualTo(600);
        assertThat(frontier.root()).isEqualTo(mth(leaves));
        assertThat(frontier.subtrees())
                .isEqualTo(
                        Frontier.at(600, source(leaves), hasher, NodeSink.NONE).subtrees());
        assertThatThrownBy(() -> frontier.append(4, leaves.getFirst()))
                .hasMessage("a subtree of height 4 cannot begin at size 600");
    }

    @Test
    void aTreeGrowsOnlyOnceItTakesTheGrowthOver() {
        List<Tile> tiles = new ArrayList<>();
        TileMaker maker = new TileMaker(tiles::add);
        Frontier frontier = new Frontier(hasher, maker);
        List<Tile> expectedTiles = new ArrayList<>();
        TileMaker expectedMaker = new TileMaker(expectedTiles::add);
        Frontier expected = new Frontier(hasher, expectedMaker);
        for (int leaves : new int[] {0, 3, 252, 1, 600, 65_000}) {
            Hash before = frontier.root();
            Growth growth = new Growth(frontier, new TreeHasher());
            List<Hash> hashes = new ArrayList<>();
            for (int i = 0; i < leaves; i++) {
                byte[] leaf = bytes("leaf " + (expected.size()));
                growth.append(leaf);
                hashes.add(hasher.leaf(leaf));
                expected.append(hashes.getLast());
            }
            assertThat(growth.leafHashes()).isEqualTo(hashes);
            assertThat(frontier.root()).isEqualTo(before);
            frontier.grow(growth);
            assertThat(frontier.size()).isEqualTo(expected.size());
            assertThat(frontier.root()).isEqualTo(expected.root());
            assertThat(tiles).containsExactlyInAnyOrderElementsOf(expectedTiles);
            assertThat(maker.open()).isEqualTo(expectedMaker.open());
        }
        Growth old = new Growth(frontier, new TreeHasher());
        frontier.append(hasher.leaf(bytes("another")));
        assertThatThrownBy(() -> frontier.grow(old)).hasMessage("the growth starts at size 65856, not at 65857");
    }

    @Test
    void everyProofOfSmallTreesHoldsAndNoOther() throws IOException {
        int max = 40;
        List<Hash> leaves = leaves(max);
        ProofBuilder builder = new ProofBuilder(source(leaves), hasher);
        Random random = new Random(9162);
        for (int size = 1; size <= max; size++) {
            Hash root = builder.root(size);
            assertThat(root).isEqualTo(mth(leaves.subList(0, size)));
            for (int index = 0; index < size; index++) {
                List<Hash> proof = builder.inclusion(index, size);
                assertThat(verifier.inclusion(index, size, leaves.get(index), proof, root)
                                .holds())
                        .isTrue();
                int other = random.nextInt(size);
                assertThat(verifier.inclusion(other, size, leaves.get(index), proof, root)
                                .holds())
                        .isEqualTo(other == index);
            }
            for (int old = 1; old <= size; old++) {
                List<Hash> proof = builder.consistency(old, size);
                Hash oldRoot = mth(leaves.subList(0, old));
                assertThat(verifier.consistency(old, size, oldRoot, root, proof))
                        .isEqualTo(new ProofResult.Holds());
                Hash wrong = mth(leaves.subList(0, old % size + 1));
                assertThat(verifier.consistency(old, size, wrong, root, proof).holds())
                        .isEqualTo(wrong.equals(oldRoot));
            }
            for (int start = 0; start < size; start++) {
                for (int end = start + 1; end <= size; end++) {
                    if (ProofVerifier.isSubtree(start, end)) {
                        List<Hash> proof = builder.subtreeConsistency(start, end, size);
                        Hash subtree = mth(leaves.subList(start, end));
                        assertThat(verifier.subtreeConsistency(start, end, size, subtree, root, proof))
                                .as("[%s, %s) of %s", start, end, size)
                                .isEqualTo(new ProofResult.Holds());
                    }
                }
            }
        }
    }

    @Test
    void proofsOfWhatIsNotThereAreNotBuilt() {
        ProofBuilder builder = new ProofBuilder(source(leaves(4)), hasher);
        assertThatThrownBy(() -> builder.inclusion(4, 4)).hasMessage("there is no entry 4 in a tree of size 4");
        assertThatThrownBy(() -> builder.consistency(5, 4)).hasMessage("size 5 is not within size 4");
        assertThatThrownBy(() -> builder.subtreeConsistency(1, 3, 4)).hasMessageContaining("is not a subtree");
    }

    /** RFC 9162 section 2.1.1, word for word. */
    private Hash mth(List<Hash> leaves) {
        int n = leaves.size();
        if (n == 0) {
            return TreeHasher.EMPTY_ROOT;
        }
        if (n == 1) {
            return leaves.getFirst();
        }
        int k = Integer.highestOneBit(n - 1);
        return hasher.node(mth(leaves.subList(0, k)), mth(leaves.subList(k, n)));
    }

    private HashSource source(List<Hash> leaves) {
        return (level, index) -> mth(leaves.subList((int) (index << level), (int) (index + 1 << level)));
    }

    private List<Hash> leaves(int count) {
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(hasher.leaf(bytes("leaf " + i)));
        }
        return leaves;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
