package org.halfinverse.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import org.apache.spark.serializer.KryoRegistrator;

/** Lets records through Kryo, where somebody sets it as Spark's serializer: Kryo itself cannot make them again. */
public final class RecordRegistrator implements KryoRegistrator {
    /** For Spark, by name. */
    public RecordRegistrator() {}

    @Override
    public void registerClasses(Kryo kryo) {
        kryo.addDefaultSerializer(Record.class, JavaSerializer.class);
    }
}
