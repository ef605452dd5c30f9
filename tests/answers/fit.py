"""Fits the three decisions of crates/search/src/answering (ADR 11) and tries each on a set that it was not fitted on.

  fit.py FOLDER SET…    FOLDER/SET.jsonl as the ignored test `answering::tests::features` writes them; needs numpy and scikit-learn

Prints for every set: how often the right question is first, the trade-off of precision and coverage, what forbids right ones; then the weights
fitted on all sets, to be put into judge.rs and mod.rs. FOLDER/SET.txt lists what is wrong."""
import json,numpy as np,collections,sys
from sklearn.linear_model import LogisticRegression
N=['covered','far','unknown','unknown_sum','strange','strange_group','mentioned','aspect','aspect_share','aspect_against','money_against','penalty','echo','echo_first','likeness','agreed','age','against','topical','missing','near','near_first','telling','pointless','wider','points_first','points','joint','likeness_first','missing_most','money_against_first']
I={n:i for i,n in enumerate(N)}
SN=['score','lead','lead_other','unknown_sum','aspect','aspect_share','echo','echo_first','likeness','likeness_first','near','near_first','topical','missing','missx','age','covered','points_first','points','joint']
sets=tuple(sys.argv[2:])
D={n:[json.loads(l) for l in open(f'{sys.argv[1]}/{n}.jsonl')] for n in sets}
def ok(c): return c['state'] in(None,'in_force')
def stage1(train,C=.5):
    X=[];Y=[]
    for n in train:
        for q in D[n]:
            for c in q['candidates']:
                if ok(c): X.append(c['f']);Y.append(c['id'] in q['accept'])
    X=np.array(X);mu=0;sd=X.std(0)+1e-6
    g=LogisticRegression(C=C,max_iter=5000).fit(X/sd,Y)
    return g.coef_[0]/sd,g.intercept_[0]
def forb(f,lead,leadc):
    F=lambda n:f[I[n]]
    if F('pointless')>0 and F('likeness')<.8: return 'pointless'
    if F('penalty')>0 or F('against')>=1 or F('age')<0: return 'num'
    if F('strange')>.3 or F('strange_group')>.3: return 'strange'
    if F('unknown')>=.6: return 'unknown'
    if F('mentioned')>.3: return 'mentioned'
    if F('wider')>.5: return 'wider'
    if F('topical')<.5: return 'topical'
    if F('aspect_against')>0: return 'aspect'
    if F('aspect')<=.4 and F('likeness')<.8 and (F('echo')<.8 or F('missing_most')>=.6 or F('unknown')>.13): return 'whether'
    if F('money_against')>0 or F('money_against_first')>0: return 'money'
    if F('missing_most')>=.7 and F('likeness')<.75 and F('echo_first')<.6: return 'missing'
    if leadc<0: return 'coming'
    if lead<LEAD: return 'lead'
LEAD=.4
def tops(n,w):
    W,b=w; R=[]
    for q in D[n]:
        cs=q['candidates']; z=np.array([np.dot(W,c['f'])+b for c in cs])
        o=sorted(range(len(cs)),key=lambda k:(-z[k],cs[k]['id']))
        st=[k for k in o if ok(cs[k])]
        t,s=st[0],st[1]; so=next((k for k in st[1:] if cs[k]['policy']!=cs[t]['policy']),s)
        co=max([z[k] for k in o if cs[k]['state']=='not_yet_effective'] or [-9])
        f=cs[t]['f']; F=lambda x:f[I[x]]
        m=[z[t],z[t]-z[s],z[t]-z[so]]+[F(x) for x in SN[3:14]]+[F('missing_most')*(1-F('likeness'))]+[F(x) for x in SN[15:]]
        off=[cs[k]['id'] for k in o if cs[k]['state'] in(None,'in_force','not_yet_effective')][:6]
        R.append(dict(q=q,z=z,o=o,t=cs[t],m=m,fb=forb(f,z[t]-z[s],z[t]-co),y=cs[t]['id'] in q['accept'],off=off,zt=z[o[0]],second=cs[s]['id'],lead=z[t]-z[s]))
    return R
def stage2(train,cross=True,C=.05):
    X=[];Y=[]
    for n in train:
        oth=[m for m in train if m!=n] if cross and len(train)>1 else train
        for r in tops(n,stage1(oth)):
            if not r['fb']: X.append(r['m']);Y.append(r['y'])
    X=np.array(X);sd=X.std(0)+1e-6;mu=X.mean(0)
    g=LogisticRegression(C=C,max_iter=5000).fit((X-mu)/sd,Y)
    w=g.coef_[0]/sd
    return w,g.intercept_[0]-np.dot(w,mu)
sig=lambda x:1/(1+np.exp(-x))
def curve(P,Y,N_):
    o=np.argsort(-np.array(P));r=w=0;res=[]
    for k in o:
        if P[k]<=0: break
        r+=Y[k];w+=not Y[k];res.append((r,w,P[k]))
    s=''
    for pr in(.97,.95,.92,.9,.85):
        m=max([x for x in res if x[0]/(x[0]+x[1])>=pr] or [(0,0,1)])
        s+=f' {pr}: {m[0]/N_:.3f} ({m[0]}/{m[0]+m[1]} @{m[2]:.2f})'
    return s
def gapfit(train,w1):
    X=[];Y=[];Wt=[]
    for n in train:
        for q,r in zip(D[n],tops(n,w1)):
            k='out' if q['class']=='out_of_scope' else 'ans' if q['accept'] else 'pol' if q['policies'] else None
            if not k: continue
            g=list(q['gap']);g[0]=max(-7,r['zt']);X.append(g);Y.append(k=='out');Wt.append(.5 if k=='pol' else 1)
    X=np.array(X);sd=X.std(0)+1e-6;mu=X.mean(0)
    g=LogisticRegression(C=.3,max_iter=5000).fit((X-mu)/sd,Y,sample_weight=Wt)
    w=g.coef_[0]/sd
    return w,g.intercept_[0]-np.dot(w,mu)
def report(n,w1,w2,wg,T,G,verbose=False):
    c=collections.Counter();out=[]
    for r in tops(n,w1):
        q=r['q'];acc=set(q['accept']);p=sig(np.dot(w2[0],r['m'])+w2[1])
        card=r['t']['id'] if not r['fb'] and p>=T else None
        g=list(q['gap']);g[0]=max(-7,r['zt']);gp=sig(np.dot(wg[0],g)+wg[1])>=G and not card
        sim=[] if gp or card else r['off'][:3]
        c['q']+=1
        if acc:
            c['ans']+=1; c['right']+=card in acc; c['sight']+=card in acc or bool(set(sim)&acc); c['gapans']+=gp
            if card not in acc:
                c['nof']+=1; c['near']+=bool(set(sim)&(acc|set(q['near'])))
        if card: c['cards']+=1; 
        if card and card not in acc: c['wrong']+=1; out.append(('WRONG',round(p,2),q['class'],q['text'],card,r['second'],round(r['lead'],2),q['accept']))
        if acc and card not in acc and r['y']: out.append(('SHY',round(p,2),r['fb'],q['class'],q['text'],card,round(r['lead'],2),r['t']['contradicts'][:4],q['units']))
        if not acc: c['none']+=1; c['nocard']+=not card
        if q['class']=='out_of_scope': c['out']+=1; c['gapout']+=gp
        if q['passage'] and not card and not gp: c['pas']+=1; c['pasok']+=q['passage']['policy'] in q['policies']; 
        if q['passage'] and not card and not gp and q['passage']['policy'] not in q['policies']: out.append(('PASSAGE',q['class'],q['text'],q['passage'],q['policies']))
        if q['class']=='out_of_scope' and not gp: out.append(('NOGAP',q['text'],[round(float(x),2) for x in g],q['units']))
        if acc and gp: out.append(('BADGAP',q['text'],[round(float(x),2) for x in g],q['units']))
    rr=lambda a,b:round(c[a]/max(1,c[b]),3)
    print(n,dict(cards=c['cards'],wrong=c['wrong'],prec=round(1-c['wrong']/max(1,c['cards']),3),cov=rr('right','ans'),nocard=rr('nocard','none'),near3=rr('near','nof'),sight=rr('sight','ans'),gap_out=rr('gapout','out'),gap_ans=rr('gapans','ans'),pas=c['pas'],pasok=rr('pasok','pas')))
    return out
if __name__=='__main__':
    for test in sets:
        train=tuple(n for n in sets if n!=test)
        w1=stage1(train);w2=stage2(train);R=tops(test,w1);nA=sum(1 for q in D[test] if q['accept'])
        P=[0 if r['fb'] else sig(np.dot(w2[0],r['m'])+w2[1]) for r in R]
        print(test,'top1',round(sum(r['y'] for r in R)/nA,3),curve(P,[r['y'] for r in R],nA))
        print('   forbidden though right',collections.Counter(r['fb'] for r in R if r['y']))
        wg=gapfit(train,w1)
        o=report(test,w1,w2,wg,.6,.3)
        open(f'{sys.argv[1]}/{test}.txt','w').write('\n'.join(map(str,o)))
    w1=stage1(sets);w2=stage2(sets);wg=gapfit(sets,w1)
    print('ALL'); [report(n,w1,w2,wg,.6,.3) for n in sets]
    f=lambda a:', '.join(f'{x:.3f}' for x in a)
    print('WEIGHTS = [',f(w1[0]),'];',f'BIAS {w1[1]:.3f}');print('SURE = [',f(w2[0]),'];',f'{w2[1]:.3f}');print('GAP = [',f(wg[0]),'];',f'{wg[1]:.3f}')
