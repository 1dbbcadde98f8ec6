/**
 * Tags of exiftool that may be left, by group: how to decode and how to show it, what the wrapping itself is called, and
 * nothing about who, where, when or with what. Groups `System` and `ExifTool` tell of the test's own file and run.
 */
const LEFT: Readonly<Record<string, string>> = {
  Composite: 'AudioBitrate AvgBitrate Duration ImageSize Megapixels Rotation',
  FLAC:
    'BitsPerSample BlockSizeMax BlockSizeMin Channels FrameSizeMax FrameSizeMin MD5Signature SampleRate ' +
    'TotalSamples',
  File:
    'BitsPerSample ColorComponents EncodingProcess FileType FileTypeExtension ImageHeight ImageWidth ' +
    'JPEGDigest JPEGImageLength JPEGQualityEstimate MIMEType YCbCrSubSampling',
  MPEG:
    'AudioBitrate AudioLayer ChannelMode CopyrightFlag Emphasis IntensityStereo MPEGAudioVersion MSStereo ' +
    'OriginalMedia SampleRate VBRBytes VBRFrames',
  Matroska:
    'DocType DocTypeReadVersion DocTypeVersion Duration EBMLReadVersion EBMLVersion MuxingApp ' +
    'TimecodeScale WritingApp',
  Opus: 'AudioChannels OpusVersion OutputGain SampleRate',
  QuickTime:
    'CompatibleBrands CreateDate CurrentTime Duration MajorBrand MatrixStructure MediaDataOffset ' +
    'MediaDataSize MinorVersion ModifyDate MovieHeaderVersion NextTrackID PosterTime PreferredRate ' +
    'PreferredVolume PreviewDuration PreviewTime SelectionDuration SelectionTime TimeScale',
  RIFF: 'AvgBytesPerSec BitsPerSample Encoding NumChannels SampleRate',
  Track:
    'AudioBitsPerSample AudioChannels AudioCodecID AudioFormat AudioSampleRate AverageBitrate Balance ' +
    'BitDepth BufferSize ColorPrimaries ColorProfiles CompressorID CompressorName GraphicsMode ' +
    'HandlerClass HandlerDescription HandlerType ImageHeight ImageWidth MatrixCoefficients ' +
    'MatrixStructure MaxBitrate MediaCreateDate MediaDuration MediaHeaderVersion MediaLanguageCode ' +
    'MediaModifyDate MediaTimeScale OpColor SourceImageHeight SourceImageWidth TrackCreateDate ' +
    'TrackDuration TrackHeaderVersion TrackID TrackLanguage TrackLayer TrackModifyDate TrackNumber ' +
    'TrackType TrackUID TrackVolume TransferCharacteristics VideoCodecID VideoFrameRate XResolution ' +
    'YResolution',
  Vorbis: 'AudioChannels NominalBitrate SampleRate Vendor VorbisVersion',
}

const left = new Map(Object.entries(LEFT).map(([group, names]) => [group, new Set(names.split(' '))]))

/** @param tag as exiftool writes it, such as `Track2:AudioFormat` */
export function isAllowed(tag: string): boolean {
  const [group = '', name = ''] = tag.split(':')
  if (name === '') return tag === 'SourceFile'
  return (
    group === 'System' || group === 'ExifTool' || left.get(group.replace(/^Track\d+$/, 'Track'))?.has(name) === true
  )
}
