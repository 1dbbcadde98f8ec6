import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/console-api.js'
import type { Session } from '../../src/app/incoming.js'
import { keys } from '../../src/store/keys.js'
import { lookupId } from '../../src/vault/receipt.js'
import { useWorld } from '../support/use-world.js'
import { aCitizen, drafts, firstLead } from '../support/world.js'

const world = useWorld()
let lead: Actor
beforeAll(async () => {
  lead = await firstLead(world())
})

const keysOf = ({ replies }: Session) => replies.map(({ key }) => key)
const offered = ({ replies }: Session) => (replies.at(-1)?.choices ?? []).map(({ id }) => id)
const writes = async (story: string) => {
  const citizen = aCitizen(world())
  return { citizen, said: await citizen.type(story) }
}
type Citizen = ReturnType<typeof aCitizen>

async function caseOf(sent: Session) {
  const receipt = sent.replies.find(({ code }) => code)?.code ?? ''
  return (await world().redis.get(keys.receipt(lookupId(receipt)))) ?? ''
}

/** Takes what is suggested first, says where, and sends it. */
async function takesWhatIsSuggested(citizen: Citizen, first: Session, place: string) {
  await citizen.press(offered(first)[0] ?? '')
  const { replies } = await citizen.look()
  await citizen.type(replies.at(-1)?.prefill ?? '')
  await citizen.press('no')
  const where = await citizen.type(place)
  await citizen.press(offered(where)[0] ?? '')
  await citizen.press('yesterday')
  const review = await citizen.press('saw')
  return { where, review, file: await world().api.openCase(lead, await caseOf(await citizen.press('send'))) }
}

describe('bà con write as they write', () => {
  it('without accents, and the report arrives with the kind and the ward that were suggested, marked as such', async () => {
    const { citizen, said } = await writes(
      'toi nao cung co nhom nguoi choi do, sang ra thay bom kim tiem vut day duong',
    )
    expect(keysOf(said)).toEqual(['report.textKept', 'report.askCategorySuggested'])
    expect(offered(said)[0]).toBe('drugs')
    const { file } = await takesWhatIsSuggested(citizen, said, 'nha tro gan cho cu p4')
    expect(file?.status).toMatchObject({ category: 'drugs', area: 'p-an-hoi' })
    expect(file?.content).toMatchObject({ suggested: ['category', 'area'], placeWords: 'nha tro gan cho cu p4' })
  })

  it('in decomposed letters, and it is read as if they were whole', async () => {
    const story = 'Đêm thứ 7 nào tụi nhỏ cũng tụ tập nẹt pô, bốc đầu trên đường, khoảng 20 chiếc.'
    const [whole, decomposed] = [await writes(story.normalize('NFC')), await writes(story.normalize('NFD'))]
    expect(offered(decomposed.said)).toEqual(offered(whole.said))
    expect(offered(decomposed.said)[0]).toBe('illegal-racing')
  })

  it('that something burns at night, without accents, and see the numbers before any question', async () => {
    const { said } = await writes('chay nha roi ba con oi khoi den qua troi, ket nguoi trong nha o p6')
    expect(keysOf(said)[0]).toBe('emergency.call')
    expect(said.replies[0]?.call?.map(({ number }) => number)).toContain('114')
    expect(offered(said)[0]).toBe('fire-safety')
  })

  it('that they run in the evening, and nobody is asked to call the fire brigade', async () => {
    const { said } = await writes('toi nao toi cung chay bo quanh ho thay nhom thanh nien danh bai an tien')
    expect(keysOf(said)).not.toContain('emergency.call')
  })

  it('of coconut candy, which is no drug', async () => {
    const { said } = await writes('Cơ sở kẹo dừa đầu hẻm dán nhãn của hãng khác lên kẹo rồi bán cho khách du lịch.')
    expect(offered(said)[0]).toBe('smuggling-counterfeit')
    expect(offered((await writes('vô phòng karaoke bẻ kẹo chia nhau, nhạc bay lắc suốt đêm')).said)[0]).toBe('drugs')
  })

  it('of cutting, which is not sand', async () => {
    const cut = await writes('Nó cầm kéo cắt dây điện, cắt khóa rồi lấy cái máy bơm của nhà kế bên.')
    expect(offered(cut.said)[0]).toBe('theft')
    const sand = await writes('dem nao ghe cung hut cat duoi song, bo lo toi chan nha')
    expect(offered(sand.said)[0]).toBe('environment-sand')
  })

  it('of places that are another Bình Phú, and are told whose it seems to be', async () => {
    const { citizen, said } = await writes('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ')
    await citizen.press(offered(said)[0] ?? '')
    await citizen.type('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ')
    await citizen.press('no')
    const elsewhere = await citizen.type('ấp 3 xã Bình Phú huyện Càng Long')
    expect(elsewhere.replies[0]).toMatchObject({ key: 'report.wardOutside' })
    await citizen.press('back')
    const here = await citizen.type('gần bến phà cũ, xã Bình Phú')
    expect(here.replies[0]).toEqual({ key: 'report.wardSuggested', params: { name: 'Phường Bến Tre' } })
  })

  it.each([
    ['Phường 4, gone since 2024', 'hẻm sau chợ phường 4', 'p-an-hoi'],
    ['xã Hữu Định, gone since 2025', 'gần UBND xã Hữu Định cũ', 'p-phu-tan'],
    ['xã Mỹ Thành, gone since 2020', 'cầu ván xã Mỹ Thành', ''],
  ])('of a ward that no longer exists: %s', async (_, place, ward) => {
    const { citizen, said } = await writes('hôm qua nhà kế bên bị bẻ khóa lấy mất chiếc xe máy dựng trước sân')
    await citizen.press(offered(said)[0] ?? '')
    await citizen.type('hôm qua nhà kế bên bị bẻ khóa lấy mất chiếc xe máy dựng trước sân')
    await citizen.press('no')
    const where = await citizen.type(place)
    expect(keysOf(where)[0]).toBe(ward ? 'report.wardSuggested' : 'report.placeNoted')
    if (ward) expect(offered(where)[0]).toBe(ward)
  })
})

describe('what is not for this line', () => {
  it.each([
    ['a petition', 'petition', 'Tôi làm đơn khiếu nại việc đền bù đất làm đường, nộp mấy lần phường không trả lời.'],
    [
      'rubbish',
      'ward-office',
      'Đống rác trước hẻm hôi quá trời mà cả tuần rồi không ai hốt, nhờ phường cho xe tới gom giùm.',
    ],
    ['an opinion', 'opinion', 'Anh kia hay lên facebook chê chính quyền làm đường dở, đề nghị theo dõi.'],
    ['wages', 'labour', 'Công nhân công ty đang rủ nhau nghỉ làm đòi tăng lương vì bị nợ lương ba tháng.'],
    ['worship', 'religion', 'Nhà kế bên chủ nhật nào cũng tụ họp đọc kinh cầu nguyện, nghi là theo đạo lạ.'],
    [
      'a loan advert',
      'spam',
      'VAY NHANH 5 PHÚT KHÔNG CẦN THẾ CHẤP, nợ xấu vẫn giải ngân!!! LH zalo 0900000000 hoặc bấm https://vay.example',
    ],
  ])('is declined politely and kept nowhere: %s', async (_, why, story) => {
    const before = await world().redis.dbsize()
    const { citizen, said } = await writes(story)
    expect(keysOf(said)).toEqual([`scope.${why}`, 'report.askWhat'])
    expect(JSON.stringify(await citizen.look())).not.toContain(story.slice(0, 20))
    expect(await world().redis.dbsize()).toBe(before)
  })

  it('is declined as well where a kind was chosen first, and the question is asked again with an empty field', async () => {
    const citizen = aCitizen(world())
    for (const id of ['report', 'public-disorder']) await citizen.press(id)
    const said = await citizen.type('Công nhân công ty rủ nhau đình công nghỉ làm đòi tăng lương, đề nghị xử lý.')
    expect(keysOf(said)).toEqual(['scope.labour', 'report.askWhat'])
    expect(said.replies.at(-1)?.prefill).toBeUndefined()
    expect(JSON.stringify(said)).not.toContain('đình công')
  })

  it('stands in no line above either, after going back and forth with the words in the field', async () => {
    const story = 'Công nhân công ty rủ nhau đình công nghỉ làm đòi tăng lương, đề nghị xử lý.'
    const { citizen } = await writes('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ')
    await citizen.press('gambling')
    await citizen.send({ type: 'choice', id: 'back', beside: story })
    const said = await citizen.type(story)
    expect(keysOf(said)[0]).toBe('scope.labour')
    const left = JSON.stringify(await citizen.look())
    for (const words of ['Công nhân', 'đình công', 'tăng lương']) expect(left).not.toContain(words)
  })

  it.each(['where', 'when'])('gets in by no line for the %s', async (field) => {
    const { citizen, said } = await writes('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ')
    await citizen.press(offered(said)[0] ?? '')
    await citizen.type('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ')
    await citizen.press('no')
    if (field === 'when') await citizen.press('unknown')
    const answer = await citizen.type('Công nhân công ty rủ nhau đình công nghỉ làm đòi tăng lương, đề nghị xử lý.')
    expect(keysOf(answer)[0]).toBe('scope.labour')
    expect(JSON.stringify(await citizen.look())).not.toContain('đình công')
  })

  it('may be insisted on: written again, it reaches a person, who sees what the machine held it to be', async () => {
    const story = 'Công nhân công ty rủ nhau đình công nghỉ làm đòi tăng lương, đề nghị xử lý.'
    const { citizen, said } = await writes(story)
    expect(offered(said)).toContain('insist')
    expect(keysOf(await citizen.press('insist'))).toEqual(['scope.insist', 'report.askWhat'])
    await citizen.type(story)
    for (const id of ['public-disorder', 'no', 'unknown', 'today', 'heard']) await citizen.press(id)
    const file = await world().api.openCase(lead, await caseOf(await citizen.press('send')))
    expect(file?.content?.text).toBe(story)
    expect(file?.content?.suggested).toContain('scope')
  })

  it('leaves a report that was begun before as it was', async () => {
    const { citizen } = await writes('tối nào cũng đá gà ăn tiền sau vườn, xe dựng đầy lộ')
    await citizen.press('cancel')
    const said = await citizen.type('Đống rác trước hẻm hôi quá trời mà cả tuần rồi không ai hốt, nhờ phường gom giùm.')
    expect(keysOf(said)).toEqual(['scope.ward-office', 'menu.askKept'])
    expect((await citizen.press('resume')).replies.at(-1)?.key).toBe('report.askCategorySuggested')
  })

  it('never holds back words of danger, whatever else they speak of', async () => {
    const { said } = await writes(
      'Đang tranh chấp ranh đất thì ông đó cầm dao rượt cha tui chảy máu đầy đầu rồi, cứu với!',
    )
    expect(keysOf(said)).toEqual(['emergency.call', 'report.textKept', 'report.askCategorySuggested'])
  })
})

describe('a story that touches an official', () => {
  const story = 'Mỗi chiều chủ nhật tụ tập đá gà ăn tiền, dân nói có người bên khu phố bảo kê nên báo hoài hổng ai tới.'

  it('is offered the way around them first, and officers see that a machine suggested it', async () => {
    const { citizen, said } = await writes(story)
    await citizen.press(offered(said)[0] ?? '')
    await citizen.type(story)
    await citizen.press('no')
    await citizen.press('unknown')
    await citizen.press('often')
    const review = await citizen.press('heard')
    expect(offered(review).slice(0, 2)).toEqual(['send-restricted', 'send'])
    const file = await world().api.openCase(lead, await caseOf(await citizen.press('send-restricted')))
    expect(file?.status.restricted).toBe(true)
    expect(file?.content?.suggested).toEqual(['category', 'restricted'])
  })

  it('is not assumed where an official is only asked for help', async () => {
    const { citizen, said } = await writes(
      'Tối qua đá gà ăn tiền sau vườn, nhờ công an phường xuống kiểm tra giùm bà con.',
    )
    const { review } = await takesWhatIsSuggested(citizen, said, 'sau vườn')
    expect(offered(review).slice(0, 2)).toEqual(['send', 'send-restricted'])
  })
})

describe('words of danger under a quiet kind', () => {
  it('make somebody look sooner, and officers see why', async () => {
    const story = 'Nó đang cầm dao rượt chém người ta chảy máu đầy đường, cứu với!'
    const citizen = aCitizen(world())
    await drafts(citizen, story, 'public-disorder')
    const file = await world().api.openCase(lead, await caseOf(await citizen.press('send')))
    expect(file?.status.urgency).toBe('high')
    expect(file?.content?.suggested).toEqual(['urgency'])
  })
})
